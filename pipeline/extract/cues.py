"""Reporting verbs and other words that announce speech, as data.

A form is looked up instead of a lemma: `LEMMA["saying"]` is "say". Which verbs take what as reported speech is the
frame of the verb; see Quirk et al., A Comprehensive Grammar of the English Language (1985), 14.30 and 16.31.
"""

import re

from pipeline.extract.given_names import GENDER_OF_PRONOUN

_IRREGULAR = {
    "be": "am is are was were been being",
    "feel": "felt",
    "find": "found",
    "forecast": "forecast forecasted",
    "foresee": "foresaw foreseen",
    "foretell": "foretold",
    "go": "goes went gone",
    "hold": "held",
    "know": "knew known",
    "make": "made making",
    "mean": "meant",
    "plead": "pleaded pled",
    "put": "put putting",
    "read": "read",
    "say": "said",
    "shoot": "shot shooting",
    "see": "saw seen seeing",
    "spell": "spelt",
    "swear": "swore sworn",
    "teach": "taught",
    "tell": "told",
    "think": "thought",
    "write": "wrote written",
    "agree": "agreed agreeing",
    "decree": "decreed decreeing",
}
_DOUBLED = frozenset("admit blog dub refer slam chat concur demur infer nod quip rap rebut snap sum".split())

# Verbs that introduce or follow a quotation.
QUOTING = frozenset(
    """
    accuse acknowledge add admit advise affirm agree allege announce answer argue ask assert assure believe bellow
    blog blurt boast call caution challenge chant charge chat chide chuckle cite claim clarify comment complain
    concede conclude concur confide confirm contend continue counter criticize crow declare decry defend demand
    deny describe disclose echo elaborate emphasize estimate exclaim explain express figure find forecast go guess
    hail highlight hint hope indicate inform insist interject intone joke lament laugh learn maintain mention murmur
    muse mutter note observe offer opine plead pledge point ponder post praise predict proclaim promise propose protest
    put quip quote rant rave read reason reassure rebut recall reckon recommend recount reflect refute reiterate
    relate relay remark remember repeat reply report respond retort reveal rhapsodize rule ruminate say scoff
    scream shout sigh signal smile snap sneer speculate spell state stress suggest sum summarize surmise swear
    bark blare bluster boom chime correct deadpan enthuse fume gripe gloat groan growl grumble gush hiss howl
    implore jeer moan mouth object pronounce rail roar scold scrawl sing
    question quiz recite reminisce shoot shrug sob stammer vent volunteer wail whine
    teach tease tell testify text think thunder tout tweet urge venture vow warn whisper wonder write yell
    """.split()
)

# Verbs whose clause is reported speech. Verbs of the mind are left out: nobody said it.
REPORTING = frozenset(
    """
    acknowledge add admit advise affirm agree allege announce answer argue ask assert assure boast caution charge claim
    clarify comment complain concede conclude confide confirm contend counter declare demand deny disclose emphasize
    estimate exclaim explain hint indicate opine proclaim protest retort
    inform insist joke lament maintain mention note observe pledge point predict promise propose quip reassure recall
    recommend reiterate remark repeat reply report respond reveal rule say signal speculate state stress suggest swear
    tell testify tweet vow warn wonder write
    """.split()
)

# Verbs that say what something is (`call it a waste`), or what it is like (`describe it as a waste`).
CALLING = frozenset("brand call characterize denounce depict deride describe dismiss label portray".split())

# Verbs that say something against or for somebody, and the preposition before what for.
BLAMING = {
    "accuse": frozenset({"of"}),
    **dict.fromkeys("blame blast condemn criticize mock praise ridicule slam".split(), frozenset({"for"})),
}

# Verbs whose object is the addressee.
TELLING = frozenset("assure inform remind tell".split())

# Verbs whose infinitive is reported speech.
PROMISING = frozenset("remind advise pledge promise tell threaten urge vow".split())

# Verbs whose gerund is reported speech.
PROPOSING = frozenset("admit deny propose suggest".split())

# Verbs whose object, prepositional phrase or infinitive is what was said where it holds words in marks.
GOVERNING = REPORTING | frozenset(
    """
    accuse anticipate applaud believe blast brand call caution characterize charge cite compare condemn consider
    criticize decry demand denounce depict deride describe dismiss dub expect fear feel hail hope imply introduce
    label liken mock portray praise pronounce refer reject slam talk term thank think tout urge view voice worry
    """.split()
)


# Nouns whose clause is reported speech, and the verbs that make of them an act of their subject.
SAYING_NOUNS = frozenset(
    """
    accusation acknowledgement admission allegation announcement answer appeal argument assertion assurance boast claim
    comment complaint conclusion contention declaration demand explanation insistence lament message pledge
    prediction promise proposal reminder remark report statement suggestion testimony threat vow warning
    accusations allegations arguments assertions assurances claims complaints comments demands pledges predictions
    promises remarks reports statements suggestions threats vows warnings
    """.split()
)
MAKING = frozenset(
    """
    issue issued issues issuing made make makes making offer offered offering offers repeat repeated repeating repeats
    voice voiced voices voicing
    """.split()
)
# Words that make an idiom of saying with a verb and a clause: `made clear that …`, `makes the point that …`.
MADE = frozenset("argument case clear plain point".split())

# Words that name a source: `according to …`, `in her view`.
VIEWS = frozenset({"opinion", "view", "words"})
SOURCES = VIEWS | {"according"}

# What is written speaks for whoever wrote it.
DOCUMENTS = frozenset(
    """
    account affidavit announcement article bill blog book brochure column complaint document e-mail email essay
    filing graphic guidance guide headline indictment inscription interview judgment lawsuit leaflet letter memo
    message note notice op-ed ordinance pamphlet paper plaque poll post program programme reading release report
    resolution rule ruling sign song statement story study submission survey text transcript tweet video website
    """.split()
)

# Where something is said: the end of a sentence that names it is no part of the statement.
OCCASIONS = frozenset(
    "address briefing broadcast call conference email e-mail hearing interview letter memo message note post program "
    "programme remarks release report series show speech statement testimony tweet video "
    "facebook instagram twitter".split()
)


def _forms(verb: str) -> set[str]:
    if verb.endswith("e"):
        regular = {verb + "s", verb + "d", verb[:-1] + "ing"}
    elif re.search(r"[^aeiou]y$", verb):
        regular = {verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"}
    else:
        stem = verb + verb[-1] if verb in _DOUBLED else verb
        third = verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
        regular = {third, stem + "ed", stem + "ing"}
    if verb in _IRREGULAR:
        irregular = set(_IRREGULAR[verb].split())
        regular = {form for form in regular if not form.endswith("d")} | irregular
    forms = {verb, *regular}
    return forms | {form.replace("iz", "is") for form in forms if re.search("[a-z]{3}iz", form)}


LEMMA = {form: verb for verb in QUOTING | GOVERNING | PROMISING | BLAMING.keys() for form in _forms(verb)}

# Words that a rule for quotes starts from: one pass over the text finds them for all rules.
KEYWORDS = LEMMA.keys() | SAYING_NOUNS | MADE | SOURCES | GENDER_OF_PRONOUN.keys() | {"as", "that"}

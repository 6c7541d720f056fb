"""Words that are in capitals in a text and yet no name, or no part of one."""

from pipeline.extract.lexicon import words

FUNCTION_WORDS = words("""
    The A An In On At For From By With As And But Or If When While After Before Since This That These Those
    He She It They We I You His Her Its Their Our My Your There Here What Who Why How Where Which Not No Yes To Of So
    Also Then Now Both Between During Under Over Against According Meanwhile However Yesterday Today Tomorrow Despite
    Until Unlike Like About Among Because Although Though All Some Many Most Other Another Each Every Such Last Next
    Earlier Later Once Only Even Still Just Yet More Former Current New
""")
"""Words that open a sentence. "New" is one ("New rules ...") except before a name (New Zealand)."""

NUMBERS = words("One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Dozens Hundreds Thousands Several")

CALENDAR = words("""
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday
    January February March April May June July August September October November December
    Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Jan. Feb. Aug. Sept. Oct. Nov. Dec.
    Christmas Easter Ramadan Eid
""")

MEDICAL_NOUNS = words("variant variants virus disease pandemic epidemic outbreak infection infections")
"""Nouns straight after the name of a disease."""

STORMS = words("storm Storm hurricane Hurricane typhoon Typhoon cyclone Cyclone")
"""Nouns before the name of a storm, which looks like a person's."""

DISEASES = words("HIV AIDS TB SARS MERS Ebola Covid COVID Malaria Cholera Alzheimer Parkinson")

COMMON_NOUNS = (
    # parts of the state and of society, short for a body that the story has named or that the reader knows
    words("""
        State Kingdom Independence Justice Finance Education Home Executive Opposition Commission Court Ministry
        Institute Party City House Society Security Health Sports Customs Royal Public Legislative Intelligence
        Imperial
        Secretary Minister President Leadership Law Time Budget Judiciary Leader King Queen Madam Majesty Highness
        Partition
    """)
    # points of the compass
    | words("North South East West")
    # religions and creeds, and the films and festivals that are spoken of as a kind
    | words("""
        Zionist Zionists Zionism Communist Communists Communism Socialist Socialists Socialism Marxist Marxists Marxism
        Islamist Islamists Nazi Nazis Nazism Fascist Fascists Fascism Protestant Protestants Buddhist Buddhists Buddhism
        Islam Christianity Muslim Muslims Christian Christians Hindu Hindus Jewish Jews Jew Catholic
        Bollywood Hollywood Easter Ramadan Eid Umrah Hajj Olympic Olympics Paralympics
    """)
    # abbreviations of common nouns: technology, offices, law, trade, science
    | words("""
        TV AI IT ICT IP GPS PCR DNA GI CS UFO SUV PhD iPhone iPad Internet Web
        ATM SMS PIN QR USB PDF FAQ HR PR GBP USD EUR CPI EV EVs AC DC PPE ICU
        CEO CFO COO MP MPs NGO NGOs GDP IPO VAT MoU MOU LGBT LGBTQ LGBTQ+
    """)
    # time zones
    | words("GMT UTC EST EDT CST PST CET CEST BST IST JST")
    # series of races
    | words("F1 F2 F3")
    # money and its techniques
    | words("Bitcoin Ethereum Crypto Fintech Blockchain")
    | words("Earth Moon")
    | DISEASES
)
"""Words that alone, in capitals, are no name."""

WORKS_AND_EVENTS = (
    # law
    words("""
        Act Law Bill Treaty Accord Accords Agreement Convention Protocol Constitution Article Code Regulations Charter
        Memorandum Declaration Resolution Pact Deal Notice
    """)
    # contests and prizes
    | words("""
        Cup Games Olympics Olympic Paralympics Championship Championships Marathon Tournament Trophy Open Race Tour
        Prix
        Award Awards Prize Scholarship Scholarships Medal Olympiad
    """)
    # meetings and dates
    | words("Summit Festival Conference Day Era Week Season Show")
    # plans
    | words("""
        Plan Strategy Strategies Scheme Initiative Vision Goals Goal Policy Project Program Framework Budget Assessment
        System Systems
    """)
    # papers that are traded
    | words("Treasuries Bonds Notes")
    # works and papers
    | words("""
        Report Reports Record Records Survey Index Chart Charts Certificate Category Level Yearbook Manual Guide
        Testament Quran Bible Gita Atlas Barometer Encyclopedia Dictionary Memoir Examination
    """)
    # medicine
    | words("Variant Variants Virus Syndrome Disease Vaccine")
)
"""Last words of names that are neither persons nor places nor organisations."""

WORKS_OR_SURNAMES = words(
    "Law Day Race Page Price Season Show Code Case Record Records Manual Guide Era Week Deal Policy"
)
"""Words of these that are surnames as well."""

ADJECTIVES_OF_NAMES = words("""
    North South East West New Saint San Santa United Royal National International American
    Red Black White Green Blue Council Organization
""")
"""First words of the names of places and bodies."""

ADJECTIVE_PARTS = words("""
    like wide run born made style era held led backed bound friendly free based own old level class type
""")
"""Second parts of compound adjectives that participles do not cover: state-run, Saudi-led."""

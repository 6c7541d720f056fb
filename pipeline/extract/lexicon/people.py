"""Words around persons' names."""

from pipeline.extract.lexicon import words

FORMS_OF_ADDRESS = words("""
    Mr Mr. Mrs Mrs. Ms Ms. Miss Mx Dr Dr. Prof Prof. Professor Sir Dame Sheikh Shaikh Sheikha Maulana Ayatollah
    Rev Rev. Reverend Senator Sen. Rep. Madam Madame Capt Capt. Sgt Sgt. Col Col. Lt Lt. Gen. Maj.
    Pope Archbishop Bishop Prince Princess Judge Inspector Imam Pastor
""")
"""Words that nothing but a person's name follows."""

OFFICES = (
    # church and mosque
    words("Hon Hon. Fr Fr. Father Cardinal Rabbi Mullah Swami Sister Brother Saint Yogi Deacon Canon Dean")
    # state
    | words("""
        Lord Lady Baroness Baron Count Countess President Vice-President Premier Chancellor King Queen Emir Sultan
        Emperor Governor Gov Gov. Mayor Sen Rep Congressman Congresswoman Justice Ambassador Minister Secretary MP MK
        MEC MSP MLA MEP Councillor Cllr Senator-elect President-elect Ex-President Majesty Highness Excellency
        Commissioner Speaker First Vice Deputy Assistant Former
    """)
    # arms and police
    | words("""
        Gen General Lieutenant Colonel Maj Major Captain Sergeant Cpl Supt Superintendent Constable Detective Officer
        Rear Admiral Brigadier Brig Brig. Commander Cmdr Marshal Sheriff Insp Insp. Pol DIG IG SSP DSP ASP SI ASI
    """)
    # bodies and firms
    | words("""
        Chairman Chairwoman Chairperson Director Spokesman Spokeswoman Spokesperson CEO CFO COO Chief Executive Coach
        Advocate Adv Attorney Engr Engineer Eng. Eng
    """)
    # other languages' forms, and kinship used as address
    | words("""
        Mme Monsieur Señor Señora Don Doña HRH HH Togbe Otumfuo Oba Alhaja Begum Aunty Auntie Uncle Aunt Comrade Haji
        Alhaji Hajj Datuk Dato Tun Shri Sri Smt
        Pandit
    """)
)
"""Words that a person's name often follows."""

TITLES = FORMS_OF_ADDRESS | OFFICES

BEFORE_OFFICES = words("Prime Presidential Vice Deputy Senior Junior Assistant Former Acting Interim Incoming Outgoing")
"""Adjectives of offices, which belong to no name before them: "Freedonia's Prime [Minister]"."""

TITLES_AFTER_NAMES = words("Saheb Sahib Effendi Esq Esq. QC KC PhD MD")
"""Forms of address that follow the name."""

TITLES_OR_NAMES = words("""
    Sri Don Dean Major King Lord Baron Prince Duke Marshal Chief Father Brother Sister Canon Pope Deacon Eng Vice First
    Lady Engineer Officer Bishop
""")
"""Titles that are surnames too, or stand inside a longer form; a name is not cut at them."""

OFFICES_BEFORE_NAMES = words("""
    President Vice-President Premier Chancellor Governor Mayor Senator Minister Secretary Ambassador Director Chairman
    Chairwoman Chairperson Chair Spokesman Spokeswoman Spokesperson CEO Deputy Prime Commissioner Commander King Queen
""")
"""Offices that stand after a body's name and before their holder's."""

HOLDERS = words("""
    Adviser Advisor Ambassador Attorney Chairman Chairwoman Chairperson Coach Co-Founder Commander Coordinator Counsel
    Deputy Director Editor Envoy Founder Governor Head Inspector Judge Leader Magistrate Manager Mayor Minister
    Officer Ombudsman Premier President Prosecutor Registrar Representative Secretary Speaker Superintendent Warden
""")
"""Who holds an office: the last word of what somebody is, or the first before "of"."""

HOLDERS_BEFORE_NAMES = words("""
    Adviser Advisor Coach Commander Coordinator Editor Envoy Founder Inspector Magistrate Manager Prosecutor
    Representative Superintendent
""")
"""Those of them that stand straight before their holder's name."""

HEADS_OF_PORTFOLIOS = words("Minister Ministers Secretary Secretaries Undersecretary")
"""Offices that go by what they are in charge of: "Minister of Trade", "Trade Minister"."""

TITLES_IN_BODIES = words("First Chief Justice General Prince King Queen Executive Vice")
"""Titles inside organisations' names: "King Fahd University", "General Electric Company"."""

TITLES_BEFORE_NOUNS = words("First Chief Executive Former Vice General Minister Secretary Director Assistant Deputy")
"""Titles that other words than a name follow as often (Minister of ..., Chief Executive ...)."""

PARTICLES = words("""
    de la el al da do dos das del della di du van von der den ter bin ibn bint ben abu al- el- e y und zu af av ud-din
    ad-din ul le
""")
"""Lower-case words inside a person's name."""

LINKING_PARTICLES = words("dos das da de del van von der den bin ibn bint ben al el ka")
"""Particles that belong to the surname after them even where the model left them out."""

PLACE_PARTICLES = words("de del da")
"""Particles of names of places as well (Rio de ...)."""

REGNAL_NUMERALS = words("II III IV V VI VII VIII IX XI XII XIII XIV XV XVI")

GENERATIONS = words("Jr Jr. Sr Sr. II III IV")
"""What may follow a surname and is no surname."""

VERBS_OF_SAYING = words("""
    said says told tells added adds explained explains noted asked argued recalled stated insisted wrote writes admitted
    thinks believes wants hopes smiled laughed tweeted warned denied continued replied confirmed urged stressed pointed
""")

ROLES = words("""
    minister spokesman spokeswoman spokesperson lawyer attorney actor actress singer professor leader captain player
    activist journalist director author officer coach striker goalkeeper analyst resident farmer lawmaker economist
    researcher scientist writer historian senator president chairman judge candidate prosecutor inspector manager
    photographer filmmaker midfielder defender forward batsman bowler skipper teenager businessman businesswoman
    billionaire founder son daughter wife husband brother sister mother father surnamed named colleague
""")
"""Nouns that stand straight before a person's name."""

APPOSITIONS = ROLES | words("""
    man woman boy girl adviser advisor artist athlete banker broker bishop campaigner chef chief commander commissioner
    consultant critic dean deputy diplomat doctor driver educator employee engineer entrepreneur envoy executive expert
    fan fellow fisherman general governor grandfather grandmother graduate guide head immigrant investor lecturer
    legislator mayor medic member migrant musician native nurse official organizer owner partner physician pilot
    playwright poet policeman politician pollster priest producer pundit rapper refugee reporter secretary soldier
    solicitor specialist strategist student supporter survivor teacher trader translator trustee vet veteran
    volunteer widow worker
""")
"""Nouns of a description after the name of a person: "X, an employee"."""

POSSESSIVE_PRONOUNS = words("his her their my our")

PERSONAL_PRONOUNS = words("who whose himself herself")

NOUNS_OF_PEOPLES = words("""
    people peoples refugees families men women man woman communities community tribe tribes tribal tribesmen herders
    villagers elders language speakers migrants settlers warriors chiefs
""")
"""Nouns straight after the name of a people."""

FOLLOWERS_AFTER = words("administration campaign presidency regime family")
"""Nouns straight after the name of the person whose they are."""

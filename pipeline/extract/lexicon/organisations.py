"""Words of organisations' names and around them."""

from pipeline.extract.lexicon import words

LEGAL_FORMS = words("""
    Corporation Corp Corp. Inc Inc. Ltd Ltd. Limited LLC PLC plc Plc AG SA GmbH Co Co. Company Group Holdings
""")

HEADS = (
    LEGAL_FORMS
    # state and law
    | words("""
        Ministry Department Agency Commission Committee Subcommittee Council Court Parliament Assembly Senate Congress
        Government Police Authority Bureau Office Board Tribunal Secretariat Directorate Directorate-General
        Administration Chamber Chambers Cabinet Taskforce Registry Municipality Service Services Division Unit
    """)
    # arms
    | words("Army Navy Force Forces Command Brigade Battalion Regiment Corps Guard Guards")
    # science and schools
    | words("""
        Institute Institution University College School Academy Laboratory Laboratories Observatory Polytechnic
    """)
    # associations
    | words("""
        Association Federation Confederation Union Party League Foundation Trust Fund Society Club Organisation
        Organization Alliance Coalition Network Movement Front Cooperative Co-operative Consortium Syndicate
        Orchestra Choir FC United Rovers Athletic
    """)
    # trade
    | words("""
        Bank Exchange Airlines Airways Industries Technologies Enterprises Ventures Capital Partners Pharmaceuticals
        Motors Energy Bancorp Insurance Brewery
    """)
    # press, in Spanish too
    | words("Prensa Nación Tribuna Espectador Mercurio Tiempo País Comercio Diario República Clarín")
    | words("News Times Post Herald Tribune Press Gazette Chronicle Guardian Broadcasting Television TV")
)
"""Nouns that make the capitalised words before them an organisation's name."""

HEADS_AFTER_NAMES = LEGAL_FORMS | words("""
    Airlines Airways Bank Capital Energy Foods Holding Industries Insurance Labs Logistics Media Mining Motors
    Pharmaceuticals Resources Securities Steel Studios Technologies Telecom University Ventures
""")
"""Heads of names that news shortens to their first word."""

HEADS_WITH_OF = words("""
    Ministry Department University Institute Committee Commission Bank House Board Council Centre Center Office
    Association Federation Organisation Organization Union Society Party Movement Front Court School College Bureau
    Academy Agency Chamber Directorate Directorate-General Secretariat Faculty Government Conference Confederation
    Alliance Authority Foundation Fund Group Coalition League Assembly Parliament Senate Church Ministerial Congress
    Forum Registrar Panel Working Corporation Service Administration
""")
"""Heads after which the name goes on with "of", "for" or "on"."""

HEADS_WITH_ENUMERATIONS = words("""
    Ministry Department Committee Subcommittee Directorate Directorate-General Secretariat Faculty School Bureau Office
    Agency
""")
"""Heads after which commas go on with the name: "Ministry of Trade, Industry and Energy"."""

SURE_HEADS = words("Ministry University Committee Association")
"""Heads that make an organisation wherever in the name they stand."""

AGENCIES = words("""
    Reuters REUTERS AP AFP DPA UPI ANSA EFE PTI ANI TASS Interfax Xinhua Kyodo Yonhap Bernama Antara Anadolu IPS
""")
"""News agencies, whose names stand in datelines and credits of every story."""

BODIES = words("""
    Congress Senate Parliament Pentagon Kremlin Knesset Bundestag Bundesrat Duma Sejm Riksdag Storting Folketing Dáil
    Interpol Europol Eurostat Eurojust Frontex Mossad Stasi Gestapo Hezbollah Hamas Taliban NATO UNESCO UNICEF OPEC
    WHO IMF FIFA UEFA NASA FBI CIA BBC CNN NBC CBS ABC Google Facebook Twitter
    ASEAN CDC CONCACAF DEA ECB ECOWAS EPA ESPN FDA FEMA FSB GCC IAEA IATA ICC ICRC IDF IEA ILO IOC IOM IRGC IRS KGB
    NAACP NBA NFL NHL NHS NOAA NRA NYPD LAPD OECD OSCE PBS PLO SEC UNDP UNHCR UNRWA USAID WADA WFP WTO WWF
""")
"""Parliaments, services and alliances that the world's news names without saying what they are, and the networks."""

PARTIES = frozenset(
    """
    Ciudadanos, Civic Platform, Fianna Fail, Fianna Fáil, Fidesz, Fine Gael, Forza Italia, Golden Dawn, Likud,
    Plaid Cymru, Podemos, Shas, Sinn Fein, Sinn Féin, Syriza
    """.strip()
    .replace("\n    ", " ")
    .split(", ")
)
"""Parties whose names do not say so."""

WEAK_HEADS = words("""
    Farms Foods Stores Brands Resources Mining Steel Telecom Railway Railways Airline Labs Studios Pictures Records
    Entertainment Media Software Securities Investments Properties Logistics Shipping Lines Line Restaurant Restaurants
    Sports Theatre Times Watch
""")
"""Last words of many firms' names, but of others too."""

HEADS_AFTER_PERSONS = words("Party Office Service Cabinet Government Administration Capital Press Energy United")
"""Heads that a person's name may stand before without being a part of the name."""

COMMON_HEADS = words("government")
"""In lower case a description and not the end of a name."""

FIRST_WORDS = words("""
    Fundación Fundacion Fundação Fondation Fondazione Stiftung Asociación Asociacion Associação Associazione Banco Banca
    Banque Instituto Istituto Institut Universidad Universidade Université Università Universität Ministerio Ministère
    Ministério Comité Comisión Consejo Conseil Partido Parti Partito Movimiento Movimento Mouvement Frente Fronte
    Sindicato Unión União Club Deportivo Atlético Sporting Grupo Gruppo Groupe Empresa Cámara Câmara Confederación
    Federación Federação Corporación Corporação Compañía Servicio Secretaría Policía Guardia Jamiat Jamaat Hizb Majlis
    Tehreek Tehrik Yayasan Persatuan Jatiya Jatiyatabadi Sociedad Sociedade Société Consorcio Agencia Agência Agence
    Telecom Radio Televisión Diario Jornal Journal Revista
""")
"""First words of organisations' names in languages that put the head noun first."""

CENTRES = words("Center Centre")
"""Last words of a body's name or of a building's, and of no person's."""

LINKING_WORDS = words("of for the and on in to de la del y di des et")
"""Lower-case words inside a name, which an abbreviation skips."""

COMPANIONS_BEFORE = words("""
    company newspaper broadcaster channel agency magazine retailer carmaker airline firm manufacturer lender developer
    startup bank club website outlet portal
""")
"""Nouns that stand straight before the name of a body: "newspaper X"."""

TRADES_BEFORE = words("""
    retailer maker brand chain group giant firm producer operator distributor insurer carrier automaker bookmaker
    supermarket
""")

HOLDINGS = words("bonds holding holdings interest interests investor investors share shares stake stakes stock")
"""What one has "in" a body."""

OFFICES_OF = words("""
    CEO chairman chairwoman chairperson director member members president founder head leader employees shares coach
    spokesman spokeswoman owner subsidiary unit part-owner co-founder manager
""")
"""Nouns before "of" and the name of a body: "chairman of X"."""

COMPANIONS_AFTER = words("""
    newspaper company party group club team magazine airline shares employees spokesman spokeswoman spokesperson
    executives players CEO engineers members customers users officials lawmakers MPs MP legislators leaders Chairman CFO
    leader founder founders columnist columnists winger striker goalkeeper midfielder defender
""")
"""Nouns that stand straight after the name of a body: "X shares"."""

APPOSITIONS = (
    COMPANIONS_BEFORE
    | TRADES_BEFORE
    | words("""
    organisation organization association agency party union club charity foundation institute university network
    subsidiary conglomerate consortium watchdog regulator militia movement
""")
)
"""Nouns of a description after the name of a body: "X, a Dutch company"."""

COMPANIONS_OF_ALLIANCES = words("states nations countries members member leaders headquarters chief")
"""Nouns after the abbreviation of an alliance: "NATO members"."""

FOLDED_LEGAL_FORMS = words("corporation corp inc ltd limited llc plc ag sa gmbh co company")
"""Legal forms that news leaves out at the second mention, folded."""

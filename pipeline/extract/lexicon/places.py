"""Words of places' names and around them."""

from pipeline.extract.lexicon import words

HEADS = (
    # water and land
    words("""
        River Lake Sea Ocean Gulf Bay Strait Canal Forest Island Islands Peninsula Mountain Mountains Valley Desert
        Hill
        Hills Beach Creek Falls Reef Cape Coast Basin Plateau Geopark Stream Streams Glacier Volcano Waterfall
        Waterfalls Lagoon Archipelago
    """)
    # streets and buildings
    | words("""
        Dam Bridge Road Street Avenue Highway Boulevard Lane Square Airport Airbase Port Harbour Harbor Prison Jail
        Stadium Arena Hospital Museum Hotel Cathedral Mosque Temple Palace Tower Building Park Garden Gardens Zoo
        Cemetery Pass Lounge Cabin Cabins Mall Plaza Station Terminal Embassy Cantonment Café Restaurant
        Inn Lodge Resort Casino Monastery
        Shrine Pagoda Fort Plant Refinery Mine Reservoir
    """)
    # administrative units
    | words("""
        Province District County Region City Town Village Township Constituency Governorate Prefecture Ward Border
        Hamlet
        Territory Crossing
    """)
)
"""Nouns that make the capitalised words before them a place's name."""

LOWER_CASE_HEADS = words("province prefecture governorate upazila prison dam mine airport")
"""Heads that belong to the name even in lower case."""

FIRST_WORDS = words("""
    El La Las
    San Santa Santo São Sant Saint St St. Plaza Alameda Cerro Rio Río Villa Puerto Porto Playa Praia Praça Ciudad Cidade
    Isla Islas Ilha Port Lake Cape Lago Lagoa Laguna Monte Mont Monts Sierra Serra Avenida Calle Rua Rue Carretera
    Barrio Colonia Loma
    Costa Punta Bahía Valle Campo Bir Ras Wadi Jebel Jabal Tel Kfar Beit Deir Khan Kampung Bukit Sungai Kuala Tanjung
    Pulau Gunung Mount Mt Mt. Lac Château Place Fort Camp Ban Chiang Nakhon Mae Lam Koh Soi
""")
"""First words of places' names in languages that put the head noun first."""

WEAK_HEADS = words("Park Hill")
"""Heads that are surnames as well."""

HEADS_AFTER_PERSONS = words("Park Hill Hills Lane Temple Ward")
"""Heads that end a person's name as well."""

HEADS_OF_BODIES = words("City Town County District Village Park Station")
"""Heads that end the name of a body, often a team, as well."""

LEADS = words("Port Gulf Strait Straits Isle Isles Bay Republic Kingdom Islands Horn Isthmus Cape Sea")
"""Nouns that with "of" begin a place's name."""

COMPASS = words("""
    North South East West Northern Southern Eastern Western Central Upper Lower Greater
    North-East North-West South-East South-West Northeast Northwest Southeast Southwest
""")

RIVERS_AND_FIRMS = words("Amazon")
"""What with its article, and no noun behind it, is a place, and without it a firm."""

PREPOSITIONS = words("in In near Near outside throughout across")
"""Prepositions of place."""

DIRECTIONS = words("at to from into towards around")
"""Prepositions of place and of much else."""

COMPANIONS_OF = words("""
    city town village district province state region island county capital port municipality community part parts
    north south east west northeast northwest southeast southwest outskirts people residents
    mayor archbishop bishop streets suburbs suburb shores banks downtown coast kilometers kilometres km miles
""")
"""Nouns before "of" and a place: "the city of X"."""

COMPANIONS_AFTER = words("""
    province district city town village region county river dam mine airport residents island area areas neighborhood
    neighbourhood municipality border hospital constituency
    provinces districts cities towns villages counties regions islands rivers
    highway valley lake basin coast peninsula monastery crossing
    bridge square squares settlement settlements forest beach desert mountain mountains hills shrine reserve
    neighborhoods neighbourhoods sector woman man teenager native resident
""")
"""Nouns straight after a place: "X province"."""

NOUNS_OF_UNITS = words("""
    province district districts city town village region county municipality constituency neighborhood neighbourhood
    upazila prefecture suburb island river area region bridge highway valley mountain mountains peninsula
    settlement beach
""")
"""Nouns straight after the name of a unit of administration or of land."""

APPOSITIONS = words("""
    city town village hamlet province state region island islands county capital port municipality district suburb
    neighborhood neighbourhood river lake mountain valley peninsula country nation
""")
"""Nouns of a description after a place: "X, a coastal town"."""

COMPOUNDS = words("based born listed")
"""Second parts of a compound adjective whose first part is a place: "X-based"."""

HYPHENATED_PARTS = words("ul e op dong gu do shi cho si")
"""Lower-case parts of places' names after a hyphen."""

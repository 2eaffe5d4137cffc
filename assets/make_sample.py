#!/usr/bin/env python3
"""The sample shop, as an exchange folder (CONTRACT.md): Buckeye Machine & Tool Supply, metalworking machinery and supplies, Ohio.

usage: make_sample.py [OUTDIR]     (default: the folder `sample` beside this file)

Deterministic: fixed seed, no clock. The base day is Saturday 2026-11-21; nothing but due dates, promise dates, plan instalments and follow-ups lies
after it. The program shifts all dates by whole weeks. After writing, `check` reads the folder back and asserts the rules of LEDGER.md on it.
Everything is made up: names, people, telephone numbers (555-01xx) and addresses (.example).

Which account shows what
    C0042 Holloway Fabrication   the account drawn in SCREENS.md: 1043 and 1101 open, 80.00 disputed SHORT, promise of 500.00 broken yesterday, kept 4 of 9
    C0011 Hollins Marine, C0012 Holt & Weaver    the two others that `hol` finds; C0012 waits for a proof of delivery, its follow-up is due
    C0023 Peña Hydraulics        610.00, newly past 60 days, never called
    C0001 Ace Welding & Fabrication    the only name with a word in `ace`; past due, free for a promise
    C0031 Kowalski Tool & Die    plan on track (L4), 2,300.00 left, next instalment 30 Nov
    C0017 Ridgeway Machine Works plan broken (L3), six instalments missed · C0057 Enon Millwright Services plan late (L5), one missed
    C0041 Minster Press Service  plan completed (L1) · C0054 Brookville Fluid Power plan cancelled, paid in full (L2)
    C0027 Darke County Grain     disputed delivery, NOT-RECEIVED, calls about it · C0044 DAMAGED, resolved by a credit memo · C0036 PRICE, rejected · C0049 FREIGHT, short pay
    C0018 Deshler Auto & Machine bounced check, NSF fee, a promise that the bounce broke, calls after it
    C0019 Yellow Springs Instrument    overpayment left unapplied · C0044 Celina Pump & Valve unapplied credit memo
    C0024 Versailles Village Schools   nothing but a credit balance (paid twice) · C0053 Clark State: overpayment refunded
    C0025 Shawnee Ornamental Iron      write-off (closed down) · C0051 Waynesville Restoration: written off, part recovered later (`replaces`)
    C0029 Sidney Crankshaft      credit limit exceeded · C0008 Buckhorn Foundry a void invoice · C0033 Eaton Die Casting an allocation taken back, applied elsewhere
    C0014, C0015, C0016          head office and its two branches, one check split over the branches
    C0009 Łódź Precision EUR · C0010 Forge Lévesque CAD · C0013 the long name · C0005 an apostrophe · C0006, C0020 a comma · C0002 a promise partly kept
    C0034, C0039, C0043, C0048, C0058, C0025    nothing open · C0034, C0050, C0055 on 2/10 net 30, with discounts taken
"""
import csv, datetime as dt, os, random, re, sys, unicodedata

TODAY = dt.date(2026, 11, 21)
LAST = dt.date(2026, 11, 20)
FIRST = dt.date(2024, 11, 22)
DAY = dt.timedelta(1)
R = random.Random(197)     # chosen so that the aging looks like a shop's: about 45% current, 21% 1-30
FIRST_NUMBER = 541
SETTINGS = [['shop', 'Buckeye Machine & Tool Supply'], ['currency', 'USD']]


def rnd(): return R.random()
def pick(xs): return xs[int(rnd() * len(xs))]
def between(a, b): return a + int(rnd() * (b - a + 1))
def chance(p): return rnd() < p
def D(text): return dt.date.fromisoformat(text)
def business(d): return d.weekday() < 5
def on_or_after(d):
    while not business(d): d += DAY
    return d
def plus_business(d, n):
    while n:
        d += DAY
        n -= business(d)
    return d
def modified_following(d):
    e = on_or_after(d)
    if e.month != d.month:
        e = d
        while not business(e): e -= DAY
    return e
def cents(text): return round(float(text.replace(',', '')) * 100)
def money(c): return f"{'-' if c < 0 else ''}{abs(c) // 100}.{abs(c) % 100:02d}"
def weighted(pairs):
    x = rnd() * sum(w for _, w in pairs)
    for value, w in pairs:
        x -= w
        if x < 0: return value
    return pairs[-1][0]
def fold(text):
    text = text.replace('Ł', 'L').replace('ł', 'l')
    return ''.join(c for c in unicodedata.normalize('NFD', text) if not unicodedata.combining(c)).lower()


# ---- accounts -------------------------------------------------------------------------------------------------------------------------------------
# code | name | kind | pays | terms | limit | street | city | region | postal | contact | collector | tags | weight | filler invoices from..to | note
ACCOUNTS = """
C0001|Ace Welding & Fabrication|weld|slow|30|7500|1180 Bellbrook Ave|Xenia|OH|45385|Marlene Yoder|maria|slow|1.0|..2026-07-31|
C0002|Piqua Precision Gear|shop|late|45|60000|402 Wayne St|Piqua|OH|45356|Gary Lindqvist|tom|key slow|1.5|..|Checks are cut on the 10th and the 25th.
C0003|Wójcik Grinding|shop|good|30|20000|3617 E 65th St|Cleveland|OH|44105|Ewa Wójcik|maria||1.0|..|
C0004|Great Miami Career & Technical Center|school|prompt|30||6800 Innovation Dr|Troy|OH|45373|Accounts Payable|tom|school|1.1|..|Needs the PO number on every invoice.
C0005|O'Dell Machine|shop|good|30|15000|77 Furnace St|Middletown|OH|45042|Sean O'Dell|maria||1.2|..|
C0006|Stauffer, Inc.|fab|slow|30|18000|2250 Industrial Pkwy|Lima|OH|45804|Connie Stauffer|tom||1.2|..|
C0007|Brubaker Farms|farm|good|0||9931 State Route 121|Arcanum|OH|45304|Dale Brubaker|tom|farm|0.7|..|Pays at the counter. In the field May and October, try evenings.
C0008|Buckhorn Foundry|foundry|good|45|75000|15 Foundry Ln|Hamilton|OH|45011|Theresa Buckner|maria|key|2.2|..|
C0009|Łódź Precision|shop|slow|60|25000|ul. Piotrkowska 211|Łódź||90-451|Agnieszka Łukasik|maria|export key|0.9|2025-03-01..|Mornings our time are afternoons there. Writes good English.
C0010|Forge Lévesque|foundry|good|45|30000|880, rue Saint-Vallier|Québec|QC|G1K 3R2|Geneviève Lévesque|maria|export|0.9|..|
C0011|Hollins Marine|fab|prompt|30|5000|318 Harbor St|Vermilion|OH|44089|Pete Hollins|tom||0.5|..2026-08-31|
C0012|Holt & Weaver|fab|slow|30|6000|54 Canal St|Troy|OH|45373|Janet Weaver|maria||0.6|..2026-06-30|
C0013|Greater Miami Valley Cooperative Agricultural Equipment Repair & Machine Works|farm|slow|30|20000|4110 Elevator Rd|Bradford|OH|45308|Loretta Fox|tom|farm|1.0|..|
C0014|Tri-County Steel Fabricators|fab|good|45|60000|900 Mill Race Rd|Sidney|OH|45365|Alan Pruitt|maria|key|0.9|..|Pays for the branches too, one check.
C0015|Tri-County Steel, Lima branch|fab|good|45||1420 Neubrecht Rd|Lima|OH|45801|Alan Pruitt|maria||0.7|..2026-07-10|Send statements to Sidney.
C0016|Tri-County Steel, Findlay branch|fab|good|45||301 Crystal Ave|Findlay|OH|45840|Alan Pruitt|maria||0.7|..2026-07-10|Send statements to Sidney.
C0017|Ridgeway Machine Works|shop|slow|30|8000|66 Depot St|Kenton|OH|43326|Carl Ridgeway|tom|slow|0.7|..2026-01-31|Owner answers after 15:00 only.
C0018|Deshler Auto & Machine|shop|slow|30|4000|210 Keyser Ave|Deshler|OH|43516|Rick Osborn|tom||0.6|..2026-06-30|Cashier's check or card only until the fall is settled.
C0019|Yellow Springs Instrument Repair|shop|prompt|30|6000|108 Dayton St|Yellow Springs|OH|45387|Ingrid Voss|maria||0.8|..2026-09-10|
C0020|Maquinados Ibáñez, S.A. de C.V.|shop|late|60|30000|Av. Ruiz Cortines 2140|Monterrey|NL|64490|Lucía Ibáñez|maria|export|0.9|..|Wire only. Spanish preferred.
C0021|Taller Muñoz|weld|good|15||2906 Valley St|Dayton|OH|45404|Héctor Muñoz|maria||0.9|..|
C0022|Béchamp Ironworks|weld|good|30|5000|41 Wood St|Versailles|OH|45380|Luc Béchamp|tom||0.7|..|
C0023|Peña Hydraulics|shop|good|30|8000|1725 Troy St|Dayton|OH|45404|Rosa Peña|maria||0.6|..2026-06-30|
C0024|Versailles Village Schools|school|prompt|30||280 Marker Rd|Versailles|OH|45380|Treasurer's Office|tom|school|0.6|..2026-06-30|
C0025|Shawnee Ornamental Iron|weld|slow|30||19 Second St|Portsmouth|OH|45662|Wade Shively|tom|closed|0.4|..2025-07-31|Out of business since spring 2026. Do not sell.
C0026|Fort Loramie Trailer|fab|good|30|25000|7 Canal Dr|Fort Loramie|OH|45845|Nick Barhorst|tom||1.3|..|
C0027|Darke County Grain Systems|farm|good|30|20000|5520 Sebring Warner Rd|Greenville|OH|45331|Bev Hartzell|tom|farm|0.9|..2026-08-31|
C0028|Xenia Spring & Stamping|shop|good|30|30000|845 Trumbull St|Xenia|OH|45385|Phil Abernathy|maria||1.3|..|
C0029|Sidney Crankshaft|shop|late|30|12000|1600 Campbell Rd|Sidney|OH|45365|Monica Trent|maria|key slow|1.2|..|Over the limit: no new machines without the owner's word.
C0030|Urbana Tool Grinding|shop|good|30||330 Miami St|Urbana|OH|43078|Jeff Sandoval|tom||1.0|..|
C0031|Kowalski Tool & Die|shop|slow|30|10000|2218 Leo St|Dayton|OH|45404|Stan Kowalski|maria|plan|0.7|..2026-04-15|Cash sales only while the plan runs.
C0032|Mad River Motorsports|shop|late|15|6000|5000 Lower Valley Pike|Springfield|OH|45506|Trey Donahue|tom|slow|0.9|..|Season money comes in spring. Text works better than calling.
C0033|Eaton Die Casting|foundry|good|45|40000|700 N Barron St|Eaton|OH|45320|Yolanda Price|maria|key|1.3|..|
C0034|Beavercreek Prototype Lab|shop|prompt|2/10 net 30||2670 Indian Ripple Rd|Beavercreek|OH|45440|Dr. Anand Rao|maria||0.9|..2026-08-31|
C0035|Troy Sheet Metal|fab|good|30|12000|615 S Union St|Troy|OH|45373|Becky Lavy|tom||1.1|..|
C0036|Vandalia Mold & Pattern|shop|slow|30|22000|333 Concorde Dr|Vandalia|OH|45377|Craig Nutter|maria||1.1|..|
C0037|Springfield Boiler Repair|weld|slow|30|10000|1920 Limestone St|Springfield|OH|45503|Denise Mabry|tom||1.0|..|
C0038|Bellefontaine Machine|shop|good|30|15000|240 Water Ave|Bellefontaine|OH|43311|Kurt Engel|tom||1.0|..|
C0039|Schrock Wagon & Wheel|farm|prompt|0||4477 County Road 19|Baltic|OH|43804|Levi Schrock|tom|farm|0.4|..2026-11-10|No telephone in the shop; leave word at the phone shed. Write instead.
C0040|Wapakoneta Screw Products|shop|slow|45|28000|12 Perry St|Wapakoneta|OH|45895|Angie Schnell|tom||1.2|..|
C0041|Minster Press Service|shop|slow|30|20000|280 W 7th St|Minster|OH|45865|Ron Dahlinghaus|tom||0.8|..2026-08-31|
C0042|Holloway Fabrication|fab|none|30|5000|2931 Needmore Rd|Dayton|OH|45414|Dana Ruiz|maria|slow|0|..|
C0043|Kettering Robotics Boosters|school|prompt|30||3301 Shroyer Rd|Kettering|OH|45429|Amy Castellano|tom|school|0.5|..2026-05-31|Tax exempt, certificate on file.
C0044|Celina Pump & Valve|shop|good|30|15000|1005 Havemann Rd|Celina|OH|45822|Walt Heyne|tom||0.9|..|
C0045|Nguyen CNC|shop|prompt|30|50000|8150 Washington Church Rd|Miamisburg|OH|45342|Linh Nguyen|maria|key|2.0|..|
C0046|Covington Gate & Fence|weld|late|30|5000|122 High St|Covington|OH|45318|Misty Shell|tom|slow|0.8|..|
C0047|Franklin Laser Cutting|fab|good|30|30000|475 Conover Dr|Franklin|OH|45005|Oleg Marchenko|maria||1.3|..|
C0048|Germantown Gunsmithing|shop|prompt|0||31 W Market St|Germantown|OH|45327|Ed Pruett|tom||0.4|..2026-11-10|
C0049|Miamisburg Paper Machine Repair|shop|slow|45|35000|1 Mound Ave|Miamisburg|OH|45342|Frank Delacroix|maria|key|1.2|..|
C0050|Lebanon Wire EDM|shop|prompt|2/10 net 30|25000|610 Columbus Ave|Lebanon|OH|45036|Stephanie Gault|maria||1.3|..|
C0051|Waynesville Restoration|fab|late|30||89 S Main St|Waynesville|OH|45068|Hank Tolliver|maria||0.4|..2025-06-30|Counter sales, cash.
C0052|Tipp City Tool Room|shop|good|30|10000|22 N 1st St|Tipp City|OH|45371|Gail Sommers|tom||1.0|..|
C0053|Clark State Welding Program|school|good|45||570 E Leffel Ln|Springfield|OH|45505|Marcus Bell|tom|school|0.8|..|Fiscal year ends 30 June; nothing is paid in the first two weeks of July.
C0054|Brookville Fluid Power|shop|slow|30|9000|450 Arlington Rd|Brookville|OH|45309|Tina Rasor|tom||0.8|..|
C0055|St. Marys Gear & Sprocket|shop|prompt|2/10 net 30|30000|1133 Spring St|St. Marys|OH|45885|Joe Fledderjohann|tom||1.2|..|
C0056|Greenville Conveyor|fab|late|30|24000|777 Sater St|Greenville|OH|45331|Darlene Kuhn|tom|slow|1.0|..|AP is in the Indiana office on Tuesdays.
C0057|Enon Millwright Services|fab|late|30|10000|86 E Main St|Enon|OH|45323|Bobby Skaggs|maria|plan|0.6|..2026-04-30|
C0058|Oakwood Clockworks|shop|prompt|15||2512 Far Hills Ave|Oakwood|OH|45419|Simon Achterberg|maria||0.4|..2026-09-15|
C0059|Petrović Machine|shop|late|30|9000|1404 E Third St|Dayton|OH|45403|Milan Petrović|maria|slow|0.9|..|
C0060|Champaign Dairy Equipment|farm|slow|30|12000|3025 US 36|St. Paris|OH|43072|Roy Stockwell|tom|farm|0.9|..|
C0061|Brzęczek Castings|foundry|chronic|30|15000|2700 Stickney Ave|Toledo|OH|43608|Irena Brzęczek|tom|slow|0.8|..|Two sets of books, ask for Irena and nobody else.
""".strip().splitlines()
ABROAD = {'C0009': ('EUR', 'PL', 'Europe/Warsaw', '+48 42 555 {}'), 'C0010': ('CAD', 'CA', 'America/Toronto', '(418) 555-{}'),
          'C0020': ('USD', 'MX', 'America/Monterrey', '+52 81 5555 {}')}
PARENT = {'C0015': 'C0014', 'C0016': 'C0014'}
AREA = {'Cleveland': '216', 'Lima': '419', 'Findlay': '419', 'Vermilion': '440', 'Hamilton': '513', 'Middletown': '513', 'Portsmouth': '740', 'Baltic': '330', 'Toledo': '419',
        'Celina': '419', 'Kenton': '419', 'Deshler': '419', 'Wapakoneta': '419', 'St. Marys': '419', 'Minster': '419', 'Franklin': '513', 'Lebanon': '513', 'Waynesville': '513'}
CONTACTS = """
C0002|Paula Rensch|controller
C0004|Jim Overholser|shop instructor
C0006|Rudy Stauffer|owner
C0008|Vince Amato|buyer
C0009|Tomasz Górski|owner
C0010|Marc-André Dubé|buyer
C0012|Bill Weaver|owner
C0013|Sharon Igo|AP
C0014|Nadine Kerr|controller
C0017|Pat Ridgeway|bookkeeper
C0018|Lori Osborn|bookkeeper
C0020|Jorge Ibáñez|director
C0027|Lamar Etter|yard foreman
C0028|Joyce Tate|AP
C0029|Brent Mosier|CFO
C0031|Barb Kowalski|bookkeeper
C0033|Keith Aldridge|buyer
C0036|Valerie Stamm|AP
C0040|Doug Place|owner
C0042|Dana Ruiz|AP
C0042|Wes Harlan|owner
C0045|Kevin Tran|AP
C0049|Sue Ann Beam|AP
C0056|Marge Dill|AP
C0059|Jelena Petrović|bookkeeper
C0061|Zygmunt Brzęczek|owner
""".strip().splitlines()
NEVER_CALLED = {'C0023', 'C0004', 'C0011', 'C0024', 'C0034', 'C0039', 'C0043', 'C0045', 'C0048', 'C0050', 'C0055', 'C0058'}
SCRIPTED_CALLS_FROM = {'C0001': '2026-08-10', 'C0012': '2026-08-01', 'C0017': '2026-03-01', 'C0018': '2026-08-01', 'C0027': '2026-09-01', 'C0031': '2026-05-20', 'C0025': '2025-09-15',
                       'C0051': '2025-08-01', 'C0041': '2026-01-05', 'C0057': '2026-06-01', 'C0054': '2026-01-05', 'C0042': '2024-01-01', 'C0044': '2026-05-01', 'C0002': '2026-09-14'}

# ---- goods: memo, unit price from..to, quantity from..to, weight, who buys it -----------------------------------------------------------------------
GOODS = [
    ('Carbide end mills, 4-flute, 1/2"', 24, 46, 2, 12, 8, 'shop school'), ('Indexable inserts CNMG 432, {q} boxes', 62, 118, 1, 12, 9, 'shop foundry'),
    ('HSS jobber drill sets, 29 pc', 58, 96, 1, 3, 4, 'shop farm school weld'), ('Spiral-point taps, assorted', 11, 24, 4, 30, 5, 'shop farm'),
    ('ER32 collet sets', 129, 219, 1, 4, 4, 'shop school'), ('CAT40 end mill arbors', 74, 128, 2, 12, 5, 'shop'), ('6" machine vise, swivel base', 389, 645, 1, 4, 4, 'shop school fab'),
    ('Soluble coolant, 55 gal drum', 612, 890, 1, 4, 6, 'shop'), ('Way oil, 5 gal pails', 84, 126, 1, 6, 4, 'shop foundry'), ('MIG wire ER70S-6 .035, 33 lb spools', 58, 79, 4, 30, 8, 'weld fab farm school'),
    ('Stick electrodes E7018 1/8", 50 lb', 118, 156, 1, 10, 6, 'weld fab farm foundry'), ('TIG rod ER4043 and tungsten', 34, 58, 2, 9, 4, 'weld school fab'),
    ('Cut-off wheels 4-1/2", boxes of 25', 46, 72, 2, 12, 7, 'weld fab farm'), ('Flap discs 60 grit, boxes of 10', 39, 64, 2, 14, 6, 'weld fab foundry'),
    ('Band saw blades 1" bimetal', 38, 69, 3, 16, 6, 'fab shop weld'), ('Snag grinding wheels 20"', 148, 236, 2, 12, 7, 'foundry'), ('Ladle and furnace thermocouples', 52, 88, 6, 30, 4, 'foundry'),
    ('Shell core sand binder, drums', 485, 720, 1, 6, 5, 'foundry'), ('1018 cold-rolled rounds, cut to length', 210, 640, 1, 4, 6, 'shop fab farm school'),
    ('4140 prehard plate', 480, 1250, 1, 4, 5, 'shop'), ('6061-T6 plate, saw cut', 260, 780, 1, 4, 6, 'shop fab school'), ('A36 plate and angle, truckload part', 980, 2650, 1, 3, 7, 'fab'),
    ('Hydraulic fittings and couplers', 85, 340, 1, 3, 5, 'farm shop'), ('Roller chain #60 and sprockets', 92, 265, 1, 4, 5, 'farm fab'), ('Bearings and pillow blocks', 120, 420, 1, 3, 5, 'farm fab foundry'),
    ('Digital calipers and micrometers', 145, 380, 1, 4, 4, 'shop school'), ('Gage block recertification', 260, 520, 1, 1, 3, 'shop'), ('Tool regrinding, lot of {q}', 9, 16, 20, 90, 5, 'shop fab'),
    ('Spindle rebuild, knee mill', 1650, 2900, 1, 1, 3, 'shop'), ('Service call and ballscrew adjustment', 420, 980, 1, 1, 5, 'shop fab school'), ('Auto-darkening helmets and gloves', 128, 210, 2, 8, 4, 'weld school fab'),
    ('Plasma consumables kits', 96, 168, 1, 6, 5, 'fab weld farm'), ('Shop aprons, glasses, ear muffs', 74, 190, 1, 3, 3, 'school weld foundry'), ('Chain hoist 2 ton', 640, 1180, 1, 2, 3, 'fab foundry farm'),
    ('Laser lens and nozzle set', 310, 690, 1, 4, 5, 'fab'), ('Magnetic drill press', 890, 1490, 1, 2, 3, 'fab weld'), ('MIG welder 250 A with cart', 2150, 3280, 1, 2, 4, 'weld fab farm school'),
    ('Plasma cutter 60 A', 1780, 2690, 1, 1, 3, 'weld fab farm'), ('Horizontal band saw 9x16', 3950, 6400, 1, 1, 3, 'fab shop school'), ('Used surface grinder 6x18, reconditioned', 4800, 7900, 1, 1, 2.2, 'shop'),
    ('Knee mill 9x49 with 3-axis DRO', 11800, 15900, 1, 1, 1.8, 'shop school'), ('Engine lathe 14x40, geared head', 9400, 13200, 1, 1, 1.6, 'shop school'), ('Engine lathe 18x60, geared head', 21500, 28000, 1, 1, 0.9, 'shop'),
    ('Hydraulic ironworker 65 ton', 12900, 17400, 1, 1, 1.3, 'fab'), ('Press brake tooling set', 2300, 5200, 1, 1, 2.5, 'fab'), ('Shot blast cabinet', 3200, 5800, 1, 1, 1.5, 'foundry fab'),
    ('Rotary screw compressor 10 hp', 6900, 9800, 1, 1, 1.2, 'shop foundry fab'),
]
SMALL = {'farm', 'school', 'weld'}


class Account:
    def __init__(self, line):
        (self.code, self.name, self.kind, self.pays, terms, limit, self.street, self.city, self.region, self.postal, self.contact, self.collector, self.tags, weight, span, self.note) = line.split('|')
        self.terms = terms if 'net' in terms else ''
        self.days = 30 if self.terms else int(terms)
        self.limit = limit and f'{limit}.00'
        self.weight = float(weight)
        a, b = span.split('..')
        self.start, self.end = (D(a) if a else FIRST), (D(b) if b else LAST)
        self.currency, self.country, self.zone, self.phone_shape = ABROAD.get(self.code, ('USD', 'US', 'America/New_York', f'({AREA.get(self.city, "937")}) 555-' + '{}'))
        words = [w for w in re.findall(r'[a-z]+', fold(self.name.replace("'", ''))) if w not in ('the', 'and', 'inc', 'de', 'sa', 'cv')]
        self.domain = ''.join(words[:2])[:22] + ('.pl' if self.country == 'PL' else '') + '.example'
        self.check = between(1100, 9200)
        self.method = weighted([('check', 7), ('ach', 3), ('card', 0.7)]) if self.days else weighted([('cash', 2), ('card', 3), ('check', 2)])
        if self.country != 'US': self.method = 'wire'


class Item:
    def __init__(self, account, date, amount, memo, due=None, kind='invoice', number=None, po=None, filler=False, last_of_day=False):
        self.account, self.date, self.amount, self.memo, self.kind, self.number, self.po, self.filler, self.last = account, D(date) if isinstance(date, str) else date, amount, memo, kind, number, po, filler, last_of_day
        self.due = (D(due) if isinstance(due, str) else due) or self.date + dt.timedelta(A[account].days)
        self.voided, self.shuffle = None, rnd()
        ITEMS.append(self)
    def open_at(self, d):
        if d < self.date or self.voided and d >= self.voided: return 0
        return self.amount - sum(x.amount for x in ALLOCATIONS.get(self, ()) if x.in_force(d))


class Allocation:
    def __init__(self, credit, item, date, amount, reversed_on=None):
        self.credit, self.item, self.date, self.amount, self.reversed_on = credit, item, date, amount, reversed_on
        ALLOCATIONS.setdefault(item, []).append(self)
    def in_force(self, d):
        ends = [e for e in (self.reversed_on, self.credit.reversed_on, self.item.voided) if e]
        return max(self.date, self.credit.date, self.item.date) <= d and not any(e <= d for e in ends)


class Credit:
    def __init__(self, account, kind, date, amount, on=(), method='', ref=None, memo='', reversed_on=None, replaces=None):
        self.account, self.kind, self.date, self.amount, self.method, self.ref, self.memo, self.replaces = account, kind, D(date) if isinstance(date, str) else date, amount, method, ref, memo, replaces
        self.reversed_on = D(reversed_on) if reversed_on else None
        self.allocations = [Allocation(self, item, self.date, amt) for item, amt in on]
        CREDITS.append(self)


A = {a.code: a for a in map(Account, ACCOUNTS)}
ITEMS, CREDITS, ALLOCATIONS, CALLS, PLANS, DISPUTES, FOLLOW_UPS = [], [], {}, [], [], [], []


def invoice(account, date, amount, memo, **more): return Item(account, date, cents(amount), memo, **more)
def pay(account, date, amount, on=None, ref=None, method=None, **more):
    """`on` is one item, or a list of (item, amount)."""
    c = cents(amount)
    if isinstance(on, Item): on = [(on, c)]
    return Credit(account, 'payment', date, c, [(i, cents(x) if isinstance(x, str) else x) for i, x in on or ()], method=method or A[account].method, ref=ref, **more)
def call(account, at, outcome, note='', item=None, promise=None, follow=None, channel='call', way='out', contact=None, by=None):
    """`promise` is (amount, date); `follow` a date, or business days, or None for none."""
    at = dt.datetime.fromisoformat(at) if isinstance(at, str) else at
    if isinstance(follow, int): follow = plus_business(at.date(), follow)
    elif isinstance(follow, str): follow = D(follow)
    if promise:
        amount, date = promise
        promise = (cents(amount) if isinstance(amount, str) else amount, D(date) if isinstance(date, str) else date)
        follow = follow or on_or_after(on_or_after(promise[1]) + DAY)
    if contact is None: contact = '' if outcome in ('no-answer', 'busy', 'wrong-number') else A[account].contact
    row = dict(account=account, at=at, channel=channel, direction=way, outcome=outcome, contact=contact, item=item, note=note, promise=promise, by=by or A[account].collector, follow=follow)
    CALLS.append(row)
    return row
def dispute(account, item, amount, reason, owner, opened, note, resolved='', resolution=''):
    DISPUTES.append(dict(account=account, item=item, amount=cents(amount), reason=reason, owner=owner, opened=opened, note=note, resolved=resolved, resolution=resolution))
def plan(account, made, items, first, every, count, down='0.00', cancelled='', fixed=None):
    """Instalments computed from the anchor, then rolled by modified following; remainder on the last; `fixed` makes all but the last this big."""
    covered = sum(i.open_at(D(made)) for i in items)
    rest, anchor, rows = covered - cents(down), D(first), []
    each = cents(fixed) if fixed else rest // count
    if cents(down): rows.append((0, D(made), D(made), cents(down)))
    for n in range(count):
        if every in ('week', '2weeks'): due = anchor + n * (7 if every == 'week' else 14) * DAY
        else:
            y, m = divmod(anchor.month - 1 + n, 12)
            y, m = anchor.year + y, m + 1
            end = (dt.date(y + m // 12, m % 12 + 1, 1) - DAY).day
            due = dt.date(y, m, end if every == 'month-end' else min(anchor.day, end))
        rows.append((n + 1, due, modified_following(due), each if n < count - 1 else rest - each * (count - 1)))
    PLANS.append(dict(account=account, made=made, items=items, first=first, every=every, down=down, cancelled=cancelled, rows=rows, covered=covered))


# ---- the accounts with a story ----------------------------------------------------------------------------------------------------------------------
def holloway():
    c = 'C0042'
    # (invoice date, amount, memo, paid so many days after due, check, promise). Due on Wednesdays: Friday is two days late, Monday five, Tuesday six.
    past = [('2024-12-02', '684.20', 'Band saw blades 1" bimetal', 6, 4871, None), ('2025-01-06', '1,312.75', 'MIG wire ER70S-6 and contact tips', 6, 4902, None),
            ('2025-02-10', '455.00', 'Cut-off wheels 4-1/2", boxes of 25', 5, 4938, None), ('2025-03-17', '2,118.40', 'A36 plate and angle', 6, 4977, ('broken', 5)),
            ('2025-04-28', '396.10', 'Flap discs 60 grit', 6, 5016, None), ('2025-06-09', '1,740.00', 'Magnetic drill press', 6, 5058, ('kept', 7)),
            ('2025-07-21', '528.60', 'Stick electrodes E7018 1/8"', 7, 5101, None), ('2025-09-08', '967.35', 'Plasma consumables kits', 6, 5149, ('broken', 5)),
            ('2025-10-20', '1,204.90', 'A36 plate and angle', 6, 5190, ('kept', 7)), ('2025-12-01', '312.45', 'Auto-darkening helmet and gloves', 5, 5233, None),
            ('2026-01-12', '884.00', '6061-T6 plate, saw cut', 6, 5280, ('broken', 5)), ('2026-02-23', '1,455.20', 'Service call, press brake', 6, 5331, None),
            ('2026-04-06', '642.80', 'Band saw blades 1" bimetal', 5, 5388, ('kept', 6)), ('2026-05-18', '1,010.25', 'MIG wire ER70S-6, flux', 6, 5446, None)]
    notes = {'kept': ['Check run Tuesday, will go out with it.', 'Dana has it approved, mails it early next week.', 'Waiting for Wes to sign, then pays in full.'],
             'broken': ['Says check is signed, goes out tomorrow.', 'Will drop the check off Monday.', 'Dana will pay on the way to the bank.']}
    for n, (date, amount, memo, late, check, promise) in enumerate(past):
        i = invoice(c, date, amount, memo)
        pay(c, i.due + late * DAY, amount, i, ref=str(check), method='check')
        if promise:
            state, last = promise
            friday = i.due + 2 * DAY
            call(c, dt.datetime.combine(friday, dt.time(9, 8 + 5 * n % 47)), 'promise', notes[state][n % 3], promise=(amount, i.due + last * DAY))
        elif n in (1, 6, 11):
            friday = i.due + 2 * DAY
            call(c, dt.datetime.combine(friday, dt.time(14, 21 + n)), 'voicemail', 'Asked Dana to call back about last month.', item=i, follow=3)
    i = invoice(c, '2026-07-17', '1,128.20', 'Press brake tooling, 8 ft punch', number='1043', last_of_day=True)
    j = invoice(c, '2026-10-06', '412.30', 'MIG wire ER70S-6, contact tips, 6 boxes', number='1101', last_of_day=True)
    assert (str(i.due), str(j.due)) == ('2026-08-16', '2026-11-05')
    call(c, '2026-08-19T09:40:00', 'promise', 'Slow month. Dana pays half next week.', promise=('564.10', '2026-08-28'))
    call(c, '2026-08-31T15:12:00', 'no-answer', '', item=i, follow=2)
    call(c, '2026-09-03T09:26:00', 'promise', 'Only 300 for now, rest when the county job pays.', promise=('300.00', '2026-09-15'))
    pay(c, '2026-09-12', '300.00', i, ref='5521', method='check')
    call(c, '2026-11-02T14:40:00', 'voicemail', 'Balance of 1043 and the new one.', item=i, follow=3)
    call(c, '2026-11-18T10:12:00', 'promise', '500 on Friday. Says 1101 came one box short, 80 off; will not pay that part.', promise=('500.00', '2026-11-20'))
    dispute(c, j, '80.00', 'SHORT', 'tom', '2026-11-18', 'One box of contact tips missing, per Dana Ruiz.')


def small_neighbours():
    invoice('C0011', '2026-11-10', '120.00', 'Band saw blades 1" bimetal')
    c = 'C0012'
    i = invoice(c, '2026-09-12', '55.10', 'Cut-off wheels, box')
    j = invoice(c, '2026-10-05', '980.00', 'Chain hoist 2 ton')
    assert (TODAY - i.due).days == 40 and (TODAY - j.due).days == 17
    call(c, '2026-10-22T10:48:00', 'voicemail', 'Small one from September.', item=i, follow=3)
    call(c, '2026-10-27T11:20:00', 'spoke', 'Janet thought the 55 was on the card. Will check.', item=i, follow=5)
    call(c, '2026-11-13T13:35:00', 'info', 'Wants proof of delivery for {n} before she pays. Ask dispatch.', item=j, follow='2026-11-18')
    c = 'C0023'
    i = invoice(c, '2026-08-21', '610.00', 'Gear pump rebuild kit')
    assert (TODAY - i.due).days == 62
    c = 'C0001'
    i = invoice(c, '2026-08-18', '1,210.00', 'Stick electrodes E7018, one skid')
    pay(c, '2026-10-07', '1,210.00', i)
    j = invoice(c, '2026-09-21', '1,865.40', 'Plasma cutter 60 A, torch and leads')
    k = invoice(c, '2026-10-07', '742.15', 'MIG wire ER70S-6 .035')
    invoice(c, '2026-11-03', '318.90', 'Flap discs 60 grit')
    call(c, '2026-09-24T09:15:00', 'promise', 'Marlene pays out of the Friday run.', promise=('1,210.00', '2026-10-02'))
    call(c, '2026-10-05T09:32:00', 'promise', 'Run slipped. Check is on her desk, Wednesday.', promise=('1,210.00', '2026-10-08'))
    call(c, '2026-10-29T14:05:00', 'voicemail', '', item=j, follow=3)
    call(c, '2026-11-04T10:22:00', 'spoke', 'They have {n}, owner is back on the 16th.', item=j, follow=8)
    call(c, '2026-11-16T16:10:00', 'no-answer', '', item=j, follow=3)


def plans():
    c = 'C0031'      # on track
    i = invoice(c, '2026-05-11', '2,875.00', 'Knee mill, 3-axis DRO kit installed')
    j = invoice(c, '2026-06-02', '1,650.00', 'Spindle rebuild, knee mill')
    call(c, '2026-06-22T10:05:00', 'promise', 'Stan: all of it when the mold is shipped.', promise=('2,875.00', '2026-07-03'))
    call(c, '2026-07-06T11:17:00', 'voicemail', '', item=i, follow=3)
    call(c, '2026-07-13T15:40:00', 'spoke', 'Lost their biggest customer. Wants time.', item=i, follow=5)
    call(c, '2026-08-03T10:30:00', 'message', 'With Barb: owner to propose a plan.', contact='Barb Kowalski', follow=3)
    call(c, '2026-08-21T09:50:00', 'plan', '500 down Monday, then 575 each month-end.', follow='2026-08-24')
    plan(c, '2026-08-24', [i, j], '2026-08-31', 'month-end', 7, down='500.00')
    pay(c, '2026-08-24', '500.00', i)
    pay(c, '2026-08-31', '575.00', i)
    pay(c, '2026-09-29', '575.00', i)
    pay(c, '2026-10-30', '575.00', i)
    c = 'C0017'      # broken
    i = invoice(c, '2026-02-09', '3,420.60', 'Used band saw 9x16')
    j = invoice(c, '2026-03-10', '1,392.00', '4140 prehard plate')
    call(c, '2026-03-24T15:20:00', 'promise', 'Carl: Friday after next, all of it.', promise=('3,420.60', '2026-04-03'))
    call(c, '2026-04-06T15:42:00', 'voicemail', '', item=i, follow=3)
    call(c, '2026-04-16T16:02:00', 'no-answer', '', item=i, follow=2)
    call(c, '2026-04-22T15:15:00', 'promise', 'Half by month end.', promise=('1,700.00', '2026-04-30'))
    call(c, '2026-05-12T15:31:00', 'spoke', 'Not before summer. Offered a plan.', item=i, follow=5)
    call(c, '2026-06-15T15:08:00', 'plan', 'Eight payments every other Friday, first 26 Jun.', follow='2026-06-26')
    plan(c, '2026-06-15', [i, j], '2026-06-26', '2weeks', 8)
    pay(c, '2026-06-26', '601.57', i)
    pay(c, '2026-07-09', '601.57', i)
    call(c, '2026-07-28T15:22:00', 'voicemail', 'Missed the 24th.', follow=3)
    call(c, '2026-08-11T15:46:00', 'promise', 'Both missed ones together on Friday week.', promise=('1,203.14', '2026-08-21'))
    call(c, '2026-08-25T09:10:00', 'sent', 'Reminder letter, plan two behind.', channel='letter', follow=5)
    call(c, '2026-09-08T15:35:00', 'message', 'With Pat, she will tell him.', contact='Pat Ridgeway', follow=3)
    call(c, '2026-10-06T16:20:00', 'refused', 'Says bring it up with his lawyer, then hung up.', item=i, follow=5)
    call(c, '2026-10-15T10:00:00', 'sent', 'Final notice by certified mail.', channel='letter', follow=10)
    call(c, '2026-11-09T15:18:00', 'no-answer', 'Line rings out.', item=i, follow='2026-11-23')
    c = 'C0041'      # completed
    i = invoice(c, '2025-12-15', '2,490.00', 'Spindle rebuild, knee mill')
    call(c, '2026-02-05T11:10:00', 'plan', 'Four weeks, 622.50 each Friday.', item=i, follow='2026-02-13')
    plan(c, '2026-02-05', [i], '2026-02-13', 'week', 4)
    for d in ('2026-02-12', '2026-02-20', '2026-02-26', '2026-03-06'): pay(c, d, '622.50', i)
    c = 'C0054'      # cancelled: paid in full
    i = invoice(c, '2026-01-12', '1,860.00', 'Hydraulic fittings, manifold blocks')
    call(c, '2026-03-02T13:30:00', 'plan', 'Three payments, 15th of the month.', item=i, follow='2026-03-16')
    plan(c, '2026-03-02', [i], '2026-03-15', 'month', 3, cancelled='2026-04-02')
    pay(c, '2026-03-16', '620.00', i)
    pay(c, '2026-04-02', '1,240.00', i)
    call(c, '2026-04-03T09:45:00', 'paid', 'Tina sent the whole rest, plan not needed.', item=i)
    c = 'C0057'      # late
    i = invoice(c, '2026-05-13', '2,180.00', 'Chain hoist 2 ton, beam trolley')
    j = invoice(c, '2026-06-24', '1,020.00', 'Bearings and pillow blocks')
    call(c, '2026-06-25T08:40:00', 'promise', 'Bobby pays when the mill job bills.', promise=('1,000.00', '2026-07-10'))
    call(c, '2026-07-15T09:05:00', 'no-answer', '', item=i, follow=2)
    call(c, '2026-08-05T08:52:00', 'spoke', 'Mill is slow to pay him too.', item=i, follow=5)
    call(c, '2026-09-01T09:20:00', 'plan', '640 on the 15th, five months.', follow='2026-09-15')
    plan(c, '2026-09-01', [i, j], '2026-09-15', 'month', 5)
    pay(c, '2026-09-15', '640.00', i)
    pay(c, '2026-10-14', '640.00', i)
    call(c, '2026-11-18T08:35:00', 'voicemail', 'Missed the 16th.', follow=3)


def disputes():
    c = 'C0027'
    i = invoice(c, '2026-09-14', '3,412.00', 'Auger bearings, roller chain #60, one pallet')
    j = invoice(c, '2026-10-20', '865.50', 'Hydraulic fittings and couplers')
    invoice(c, '2026-11-09', '238.75', 'Roller chain #60 and sprockets')
    call(c, '2026-10-21T13:10:00', 'spoke', 'Bev has no paper on {n}. Looking.', item=i, follow=5)
    call(c, '2026-10-28T13:25:00', 'dispute', 'Pallet of {n} never came, says Lamar. Nothing signed for.', item=i, contact='Bev Hartzell', follow=5)
    call(c, '2026-10-29T09:05:00', 'sent', 'Asked the carrier for the signed delivery receipt.', item=i, channel='email', contact='', follow=3)
    call(c, '2026-11-05T10:40:00', 'info', 'Carrier sent a receipt, signature unreadable. Mailed it to Bev.', item=i, channel='email', way='in', follow=3)
    call(c, '2026-11-12T13:48:00', 'message', 'Lamar says that is not his hand. Dispatch to trace.', item=i, contact='Lamar Etter', follow='2026-11-24')
    dispute(c, i, '3,412.00', 'NOT-RECEIVED', 'tom', '2026-10-28', 'Pallet not received; carrier receipt signed by nobody they know.')
    c = 'C0044'
    i = invoice(c, '2026-04-13', '1,486.00', 'Band saw blades and machine vise')
    call(c, '2026-05-19T10:15:00', 'dispute', 'Vise came with a cracked casting.', item=i, follow=5)
    dispute(c, i, '389.00', 'DAMAGED', 'maria', '2026-05-19', 'Cracked vise, photo by mail.', '2026-06-01', 'credited')
    Credit(c, 'credit', '2026-06-01', cents('389.00'), [(i, cents('389.00'))], memo='Damaged vise returned')
    pay(c, '2026-06-04', '1,097.00', i)
    Credit(c, 'credit', '2026-10-26', cents('186.40'), memo='Returned taps, unopened')
    invoice(c, '2026-11-02', '874.25', 'Coolant and way oil')
    c = 'C0036'
    i = invoice(c, '2026-02-16', '2,140.00', '4140 prehard plate')
    call(c, '2026-03-24T14:20:00', 'dispute', 'Quote was 1,980, she says.', item=i, contact='Valerie Stamm', follow=5)
    dispute(c, i, '160.00', 'PRICE', 'maria', '2026-03-24', 'Claims the old quote, which ran out on 31 Jan.', '2026-04-02', 'rejected')
    pay(c, '2026-04-10', '2,140.00', i)
    c = 'C0049'
    i = invoice(c, '2026-08-13', '1,748.00', 'Bearings, freight prepaid')
    pay(c, '2026-10-09', '1,662.00', i, memo='Short by the freight')
    dispute(c, i, '86.00', 'FREIGHT', 'maria', '2026-10-12', 'Took off the freight; PO says delivered.')


def credits():
    c = 'C0018'      # bounced
    i = invoice(c, '2026-08-11', '1,486.50', 'Valve seat cutters and stones')
    j = invoice(c, '2026-09-16', '322.80', 'Carbide burrs')
    call(c, '2026-09-22T10:36:00', 'voicemail', '', item=i, follow=3)
    call(c, '2026-10-02T11:04:00', 'promise', 'Rick mails a check Wednesday.', promise=('1,486.50', '2026-10-09'))
    pay(c, '2026-10-08', '1,486.50', i, ref='2210', method='check', reversed_on='2026-10-16', memo='Returned NSF')
    fee = Item(c, '2026-10-16', 3500, 'Returned check fee, check 2210', due='2026-10-16', kind='fee', number='NSF-1')
    call(c, '2026-10-16T14:18:00', 'spoke', 'Told him 2210 came back. Says the bank held a deposit.', item=i, follow=2)
    call(c, '2026-10-20T09:30:00', 'promise', 'Cashier\'s check for all of it plus the fee.', contact='Lori Osborn', promise=('1,521.50', '2026-10-30'))
    call(c, '2026-11-03T10:12:00', 'no-answer', '', item=i, follow=2)
    call(c, '2026-11-06T15:55:00', 'voicemail', 'No more promises, wants paying.', item=i, follow=3)
    call(c, '2026-11-17T11:26:00', 'callback', 'Lori: call Monday after ten, Rick is at the bank.', item=i, contact='Lori Osborn', follow='2026-11-23')
    c = 'C0019'      # overpaid
    i = invoice(c, '2026-09-21', '1,205.00', 'Gage block recertification, two sets')
    pay(c, '2026-10-19', '1,250.00', [(i, '1,205.00')], memo='Overpaid by 45.00')
    invoice(c, '2026-10-28', '684.00', 'Digital calipers and micrometers')
    c = 'C0024'      # paid twice
    i = invoice(c, '2026-08-24', '418.75', 'HSS jobber drill sets, 29 pc')
    pay(c, '2026-09-18', '418.75', i)
    pay(c, '2026-09-25', '418.75', memo='Same invoice paid again')
    c = 'C0053'      # refunded
    i = invoice(c, '2026-03-16', '910.00', 'TIG rod and tungsten, term order')
    p = pay(c, '2026-05-04', '1,000.00', [(i, '910.00')], memo='Rounded up by their office')
    r = Item(c, '2026-05-18', 9000, 'Overpayment returned', due='2026-05-18', kind='refund', number='R-1')
    p.allocations.append(Allocation(p, r, D('2026-05-18'), 9000))
    c = 'C0025'      # written off
    i = invoice(c, '2025-08-18', '1,340.00', 'MIG wire and electrodes')
    call(c, '2025-10-02T13:20:00', 'voicemail', '', item=i, follow=3)
    call(c, '2025-10-09T13:44:00', 'promise', 'Wade: when the church railing is paid.', promise=('1,340.00', '2025-10-24'))
    call(c, '2025-11-12T10:10:00', 'no-answer', '', item=i, follow=2)
    call(c, '2026-01-20T10:25:00', 'wrong-number', 'Disconnected.', item=i, follow=5)
    call(c, '2026-02-17T09:30:00', 'sent', 'Final notice.', item=i, channel='letter', follow=10)
    call(c, '2026-03-05T09:15:00', 'bounced', 'Letter came back, moved, no address.', item=i, channel='letter', way='in')
    Credit(c, 'write-off', '2026-06-30', cents('1,340.00'), [(i, cents('1,340.00'))], ref='bad debt', memo='Closed down, no assets')
    c = 'C0051'      # written off, part recovered
    i = invoice(c, '2025-07-14', '2,000.00', 'Used drill press and tooling')
    pay(c, '2025-09-10', '500.00', i)
    call(c, '2025-10-14T09:40:00', 'promise', 'Hank sells the truck first.', promise=('1,500.00', '2025-10-31'))
    call(c, '2025-11-04T10:06:00', 'spoke', 'Truck not sold.', item=i, follow=5)
    call(c, '2026-01-13T09:20:00', 'refused', 'Cannot pay, will not say when.', item=i, follow=10)
    first = Credit(c, 'write-off', '2026-03-31', cents('1,500.00'), [(i, cents('1,500.00'))], ref='bad debt', memo='Owner says he cannot pay', reversed_on='2026-08-14')
    Credit(c, 'write-off', '2026-08-14', cents('1,100.00'), [(i, cents('1,100.00'))], ref='bad debt', memo='Rest after recovery', replaces=first)
    pay(c, '2026-08-14', '400.00', i, method='cash', ref='', memo='Recovered at the counter')
    c = 'C0033'      # applied to the wrong invoice, put right
    i = invoice(c, '2026-06-08', '1,920.00', 'Snag grinding wheels 20"')
    j = invoice(c, '2026-06-11', '1,920.00', 'Shell core sand binder, drums')
    p = pay(c, '2026-07-22', '1,920.00', j, memo='Stub names the June 8 invoice')
    p.allocations[0].reversed_on = D('2026-07-30')
    p.allocations.append(Allocation(p, i, D('2026-07-30'), cents('1,920.00')))
    pay(c, '2026-08-05', '1,920.00', j)
    i = Item('C0008', '2026-09-09', cents('2,316.00'), 'Ladle thermocouples (billed twice)')
    i.voided = D('2026-09-11')
    # one check of the head office for both branches
    a = invoice('C0015', '2026-08-17', '2,440.00', 'A36 plate and angle')
    b = invoice('C0016', '2026-08-19', '1,315.60', 'Laser lens and nozzle set')
    for code, item, amount in (('C0015', a, '2,440.00'), ('C0016', b, '1,315.60')):
        pay(code, '2026-10-06', amount, item, ref='30718', method='check', memo='Head office check 3,755.60 over two branches')
    invoice('C0015', '2026-10-19', '1,782.00', 'Flap discs and cut-off wheels, stock order')
    invoice('C0016', '2026-10-27', '964.20', 'Plasma consumables kits')
    invoice('C0010', '2026-09-14', '4,210.00', 'Snag grinding wheels 20", two pallets')
    invoice('C0010', '2026-10-26', '1,962.50', 'Ladle and furnace thermocouples')
    invoice('C0009', '2026-08-11', '3,180.00', 'CAT40 end mill arbors and collets')
    invoice('C0009', '2026-10-12', '1,245.00', 'Indexable inserts CNMG 432')
    # over the limit of 12,000
    i = invoice('C0029', '2026-09-02', '13,450.00', 'Engine lathe 14x40, geared head')
    # a promise partly kept
    c = 'C0002'
    i = invoice(c, '2026-07-28', '2,600.00', 'CAT40 end mill arbors, set')
    call(c, '2026-09-24T10:55:00', 'promise', 'Gary: all of it on the 9th.', promise=('2,600.00', '2026-10-09'))
    pay(c, '2026-10-09', '1,500.00', i)
    call(c, '2026-10-13T10:20:00', 'spoke', 'Rest with the run of the 25th, if the line bills.', item=i, follow=10)
    call(c, '2026-11-11T11:12:00', 'voicemail', 'Rest of {n}.', item=i, follow=3)
    call(c, '2026-11-19T10:34:00', 'promise', 'Paula puts the rest in the run of the 25th.', contact='Paula Rensch', promise=('1,100.00', '2026-11-25'))


# ---- everyday business ------------------------------------------------------------------------------------------------------------------------------
def everyday_amount(kind):
    goods = weighted([(g, g[5] * (1 if g[1] < 1500 else 0.5 if kind in SMALL else 2.6)) for g in GOODS if kind in g[6].split()])
    memo, low, high, few, many = goods[:5]
    q = few + int((many - few + 1) * rnd() ** 1.7)
    unit = low + (high - low) * rnd()
    unit = round(unit / 50) * 5000 if unit > 1500 else int(unit) * 100 + pick([0, 0, 25, 50, 75, 95, 40, 80, 60])
    return memo.replace('{q}', str(q)), unit * q


RECENT = {'slow': 1.5, 'late': 2.2, 'chronic': 2}     # the slow ones have bought more since summer
def everyday_invoices():
    edges = [(FIRST, D('2026-07-17'), 1043 - FIRST_NUMBER, '1043'), (D('2026-07-20'), D('2026-10-06'), 1100 - 1043, '1101'), (D('2026-10-07'), LAST, 62, None)]
    for start, end, total, _ in edges:
        have = sum(1 for i in ITEMS if i.kind == 'invoice' and not i.number and start <= i.date <= end)
        for _ in range(total - have):
            while True:
                date = start + between(0, (end - start).days) * DAY
                if business(date): break
            account = weighted([(a, a.weight * (RECENT.get(a.pays, 1) if start > D('2026-07-17') else 1)) for a in A.values() if a.weight and a.start <= date <= a.end])
            memo, amount = everyday_amount(account.kind)
            Item(account.code, date, amount, memo, filler=True)


DELAY = {'prompt': (-6, 2), 'good': (-3, 7), 'slow': (6, 26), 'late': (18, 62), 'chronic': (45, 110)}
def everyday_payments():
    for account in A.values():
        todo = []
        for i in ITEMS:
            if i.filler and i.account == account.code:
                low, high = DELAY[account.pays]
                late = between(low, high)
                if i.due >= D('2026-07-10'):         # a tight autumn
                    if account.pays in RECENT: late += between(10, 60)
                    elif account.pays == 'good' and chance(0.35): late += between(12, 40)
                day = on_or_after(max(i.date, i.due + late * DAY))
                if account.code == 'C0023' or account.end < D('2026-07-31'): day = min(day, on_or_after(i.due + 20 * DAY))
                if account.terms and chance(0.65):
                    day = i.date + between(8, 10) * DAY
                    if not business(day): day = i.date + 8 * DAY if business(i.date + 8 * DAY) else i.date + 10 * DAY
                    if day <= LAST:
                        off = (i.amount * 2 + 50) // 100
                        Credit(account.code, 'payment', day, i.amount - off, [(i, i.amount - off)], method=account.method)
                        Credit(account.code, 'discount', day, off, [(i, off)], memo='2/10 net 30 taken')
                        continue
                    day = on_or_after(i.due)
                todo.append([day, i])
        todo.sort(key=lambda t: (t[0], t[1].date, t[1].shuffle))
        while todo:
            day = todo[0][0]
            group = [i for d, i in todo if (d - day).days <= 6 and i.date <= day]
            todo = [t for t in todo if t[1] not in group]
            if day > LAST: continue
            on = [(i, i.amount) for i in group]
            if account.pays in ('late', 'chronic', 'slow') and len(group) == 1 and group[0].amount > 150000 and chance(0.3):
                i = group[0]
                part = max(20000, i.amount // 2 // 10000 * 10000)
                rest = plus_business(day, between(8, 22))
                on = [(i, part)]
                if rest <= LAST: Credit(account.code, 'payment', rest, i.amount - part, [(i, i.amount - part)], method=account.method)
            Credit(account.code, 'payment', day, sum(x for _, x in on), on, method=account.method)


NOTES = {
    'voicemail': ['Left word about {n}.', 'Asked for a call back.', 'Mailbox, left our number.', '', 'Second message this month.', 'Told the machine it is {d} days now.'],
    'no-answer': ['', '', '', 'Rings out.', 'After lunch, nobody.'],
    'busy': ['', 'Twice.'],
    'message': ['With the front desk.', 'With the shop floor, will pass it on.', 'With a Mr. Lange in the office.', 'Receptionist, AP is out this week.'],
    'spoke': ['Has {n} on the desk, no date.', 'Waiting on their customer.', 'In the next run, does not know when that is.', 'Owner signs checks, is travelling.', 'Approved, says AP. No date.',
              'New system, everything is late.', 'Will look for it and call back.'],
    'promise': ['Check run on that day.', 'Pays {n} then.', 'Mails it that morning.', 'Says the bank is sorted now.', 'Will bring it by.', 'By ACH, has our details.', 'Owner agreed.', 'Part of it for now.', 'With the next run.'],
    'paid': ['Says it went out yesterday.', 'In the mail since Monday.', 'Check is signed, goes today.'],
    'info': ['Wants a copy of {n}.', 'Needs a statement.', 'Copy of the PO, please.', 'Wants it by e-mail, not on paper.', 'Asked for the packing slip of {n}.'],
    'callback': ['After three, in a meeting.', 'Call tomorrow morning.', 'Next week, month-end now.'],
    'sent': ['Statement.', 'Reminder, {n} attached.', 'Copy of {n} again.', 'Statement with the old ones marked.'],
    'letter': ['Second reminder.', 'Reminder, 60 days.', 'Asked for payment in ten days.'],
    'text': ['Reminder by text.', 'Text: {n} still open, please call.'],
}
def everyday_calls(account, end):
    paid = sorted(((c.date, c.amount) for c in CREDITS if c.account == account.code and c.kind == 'payment' and not c.reversed_on))
    items = [i for i in ITEMS if i.account == account.code]
    used = {d for d, _ in paid}
    wait, day = None, FIRST + 60 * DAY
    patience = {'prompt': 12, 'good': 8, 'slow': 9, 'late': 10, 'chronic': 14}[account.pays]
    while day < end:
        day = plus_business(day, 1)
        if day >= end or wait and day < wait or day in used: continue
        late = [(i, i.open_at(day)) for i in items if (day - i.due).days >= patience and i.open_at(day)]
        total = sum(x for _, x in late)
        if total < 9000 or chance(0.35): continue
        oldest = min(late, key=lambda t: t[0].due)[0]
        age = (day - oldest.due).days
        coming = next(((d, x) for d, x in paid if d > day), None)
        soon = coming and (coming[0] - day).days <= 12
        final = day > dt.date(2026, 11, 9)
        outcome = weighted([('voicemail', 26), ('no-answer', 14), ('busy', 2), ('message', 6), ('spoke', 13), ('promise', 42 if soon else 70 if final else 17), ('info', 5), ('callback', 4), ('sent', 9),
                            ('letter', 7 if age > 55 else 0), ('paid', 7 if soon else 0.6), ('text', 6 if account.code == 'C0032' else 0)])
        at = dt.datetime.combine(day, dt.time(8)) + dt.timedelta(minutes=between(0, 569))
        promise = follow = None
        if outcome == 'promise':
            if soon and chance(0.72):
                due = coming[0] + between(0, 2) * DAY
                amount = min(coming[1], total)
                if chance(0.3) and amount > 60000: amount = amount // 10000 * 10000
                promise = (amount, due)
            else:
                due = day + between(3, 9) * DAY
                if chance(0.5): due += (4 - due.weekday()) % 7 * DAY
                if final and due < TODAY: due += 7 * DAY
                if due.weekday() > 4: due = on_or_after(due)
                amount = total if chance(0.6) else max(10000, total // 2 // 5000 * 5000)
                amount = min(amount, total)
                if coming and coming[0] <= on_or_after(due): outcome = 'spoke'
                else: promise = (amount, due)
        wait_days = {'voicemail': 3, 'no-answer': 2, 'busy': 1, 'message': 3, 'spoke': 5, 'info': 3, 'callback': between(1, 4), 'sent': 5, 'letter': 10, 'paid': 5, 'text': 3, 'promise': 0}[outcome]
        channel, name = 'call', outcome
        if outcome in ('letter', 'text'): channel, name = outcome, 'sent'
        if outcome == 'sent': channel = 'email'
        if outcome == 'info' and chance(0.5): channel = 'email'
        note = pick(NOTES[outcome]).replace('{d}', str(age))
        by = account.collector if chance(0.9) else ('tom' if account.collector == 'maria' else 'maria')
        row = call(account.code, at, name, note, item=None if promise else oldest, promise=promise, follow=wait_days or None, channel=channel, way='in' if outcome == 'info' and channel == 'email' else 'out', by=by)
        wait = plus_business(row['follow'], between(0, 3) if final else between(0, 6))


# ---- writing ----------------------------------------------------------------------------------------------------------------------------------------
def finish():
    """Numbers, POs, references and ids, all in the order of the dates."""
    ITEMS.sort(key=lambda i: (i.date, i.last, i.kind != 'invoice', i.shuffle))
    number = FIRST_NUMBER
    for i in ITEMS:
        if i.kind != 'invoice': continue
        assert i.number in (None, str(number)), (i.number, number)
        i.number, number = str(number), number + 1
    po = {code: (pick(['', 'plain', 'dash', 'letters', 'plain', 'rare']), between(210, 7000)) for code in A}
    for i in ITEMS:
        style, n = po[i.account]
        n += between(1, 19)
        po[i.account] = (style, n)
        if A[i.account].kind == 'school': style = 'letters'
        letters = fold(A[i.account].name)[:2].upper()
        i.po = i.po or ('' if i.kind != 'invoice' else {'': '', 'plain': f'{n}', 'dash': f'PO-{n}', 'letters': f'{letters}{i.date:%y}-{n}', 'rare': f'verbal {A[i.account].contact.split()[0]}' if n % 3 == 0 else ''}[style])
        i.po = i.po or ''
    CREDITS.sort(key=lambda c: (c.date, c.account, c.kind == 'discount', -c.amount))
    count = {}
    for c in CREDITS:
        letter = {'payment': 'P', 'credit': 'C', 'write-off': 'W', 'discount': 'D'}[c.kind]
        count[letter] = count.get(letter, 0) + 1
        c.id = f'{letter}{count[letter]}'
        if c.ref is None:
            a = A[c.account]
            a.check += between(2, 23)
            taken = {x.ref for x in CREDITS}
            while str(a.check) in taken: a.check += 1
            c.ref = {'check': str(a.check), 'ach': f'ACH {c.date:%m%d}{between(100, 999)}', 'card': f'AUTH {between(100000, 999999)}', 'wire': f'WT{c.date:%y%m%d}-{between(10, 99)}', 'cash': '', '': ''}[c.method]
    CALLS.sort(key=lambda r: (r['at'], r['account']))
    for before, after in zip(CALLS, CALLS[1:]):
        if after['at'] <= before['at']: after['at'] = before['at'] + dt.timedelta(minutes=2)
    PLANS.sort(key=lambda p: (p['made'], p['account']))
    DISPUTES.sort(key=lambda d: (d['opened'], d['account']))


def follow_ups():
    for n, r in enumerate(CALLS):
        if not r['follow']: continue
        due, done = r['follow'], None
        later = [x['at'].date() for x in CALLS[n + 1:] if x['account'] == r['account']]
        owed = any(i.open_at(TODAY) and i.due < TODAY for i in ITEMS if i.account == r['account'])
        if later: done = later[0]
        elif not owed or r['outcome'] == 'plan' or due < TODAY - 21 * DAY:
            money_in = [c.date for c in CREDITS if c.account == r['account'] and c.date > r['at'].date()]
            done = money_in[0] if money_in else min(due, LAST)
        text = {'promise': 'Has the promise come?', 'plan': 'First instalment', 'info': 'Sent what was asked for?', 'callback': 'Call back', 'dispute': 'Where is the dispute?', 'wrong-number': 'Find a number',
                'refused': 'Escalate', 'paid': 'Has it come?', 'sent': 'Any answer?'}.get(r['outcome'], 'Call again')
        if r['account'] == 'C0012' and r['outcome'] == 'info': text = 'Proof of delivery from dispatch'
        FOLLOW_UPS.append((r['account'], due, text, n + 1, done))
    FOLLOW_UPS.append(('C0024', D('2026-11-24'), 'Ask the treasurer: refund or keep on account?', '', None))
    FOLLOW_UPS.append(('C0019', D('2026-11-30'), 'Apply the 45.00 to the October invoice', '', None))
    FOLLOW_UPS.append(('C0029', D('2026-11-19'), 'Credit limit: talk to the owner', '', None))
    FOLLOW_UPS.append(('C0018', D('2026-10-19'), 'Has the bank sent the returned check?', '', D('2026-10-19')))
    FOLLOW_UPS.sort(key=lambda f: (f[1], f[0], f[3] or 0))


def write(out):
    os.makedirs(out, exist_ok=True)
    suffix = [n for n in range(100, 200) if n != 142]
    for k in range(len(suffix) - 1, 0, -1):
        j = int(rnd() * (k + 1))
        suffix[k], suffix[j] = suffix[j], suffix[k]
    def phone(a, forced=None):
        s = f'{forced or suffix.pop():04d}'
        return a.phone_shape.format(s[:2] + ' ' + s[2:] if a.country == 'PL' else s)
    def email(person, a):
        w = re.findall('[a-z]+', fold(person.replace("'", '')))
        return ('ap' if person in ('Accounts Payable', "Treasurer's Office") else w[0] if len(a.name) % 2 else f'{w[0][0]}.{w[-1]}') + '@' + a.domain
    def table(name, header, rows):
        with open(os.path.join(out, name), 'w', newline='', encoding='utf-8') as f:
            w = csv.writer(f, lineterminator='\n')
            w.writerow(header.split(','))
            w.writerows([['' if x is None else x for x in row] for row in rows])
    main, phones, rows = {}, {}, []
    for a in A.values():
        main[a.code] = phone(a, 142 if a.code == 'C0042' else None)
        second = phone(a) if a.code in ('C0007', 'C0017', 'C0032', 'C0045', 'C0061') else ''
        owed = sum(i.open_at(TODAY) for i in ITEMS if i.account == a.code)
        if a.limit and owed > cents(a.limit) and a.code != 'C0029': a.limit = f'{-(-owed // 500000) * 5000}.00'
        rows.append([a.code, a.name, a.currency, a.days, a.limit, main[a.code], second, email(a.contact, a) if a.code not in ('C0039', 'C0051') else '', a.contact, a.street, a.city, a.region, a.postal, a.country, a.zone, a.note,
                     a.terms, a.collector, PARENT.get(a.code), a.tags])
    table('accounts.csv', 'code,name,currency,terms_days,credit_limit,phone,phone2,email,contact,address,city,region,postal_code,country,time_zone,note,terms,collector,parent,tags', rows)
    rows = []
    for line in CONTACTS:
        code, name, role = line.split('|')
        a = A[code]
        phones[code, name] = main[code] if name == a.contact else phone(a)
        rows.append([code, name, role, phones[code, name], '', email(name, a)])
    table('contacts.csv', 'account,name,role,phone,phone2,email', rows)
    table('items.csv', 'account,kind,number,date,due_date,amount,po,memo,voided_on', [[i.account, i.kind, i.number, i.date, i.due, money(i.amount), i.po, i.memo, i.voided] for i in ITEMS])
    table('credits.csv', 'id,account,kind,date,method,reference,amount,memo,reversed_on,replaces',
          [[c.id, c.account, c.kind, c.date, c.method, c.ref, money(c.amount), c.memo, c.reversed_on, c.replaces and c.replaces.id] for c in CREDITS])
    table('allocations.csv', 'credit,account,number,date,amount,reversed_on', [[c.id, c.account, x.item.number, x.date, money(x.amount), x.reversed_on] for c in CREDITS for x in c.allocations])
    rows = []
    for r in CALLS:
        note, p = r['note'], r['promise']
        number = r['item'].number if r['item'] else ''
        if '{n}' in note: note = note.replace('{n}', number or 'the oldest')
        dialled = '' if r['channel'] not in ('call', 'text') else phones.get((r['account'], r['contact'])) or main[r['account']]
        rows.append([r['account'], r['at'].isoformat(), r['channel'], r['direction'], r['outcome'], r['contact'], number, note[:1].upper() + note[1:], p and money(p[0]), p and p[1], dialled, r['by'], r['follow']])
    table('communications.csv', 'account,at,channel,direction,outcome,contact,number,note,promise_amount,promise_date,phone,by,follow_up', rows)
    numbered = [(f'L{n + 1}', p) for n, p in enumerate(PLANS)]
    table('plans.csv', 'id,account,made_on,down,first,every,roll,remainder,allowed_missed,cancelled_on', [[n, p['account'], p['made'], p['down'], p['first'], p['every'], 'modified', 'last', 2, p['cancelled']] for n, p in numbered])
    table('plan_items.csv', 'plan,number', [[n, i.number] for n, p in numbered for i in p['items']])
    table('plan_instalments.csv', 'plan,n,due,payable,amount', [[n, k, due, payable, money(x)] for n, p in numbered for k, due, payable, x in p['rows']])
    table('disputes.csv', 'account,number,amount,reason,owner,opened,note,resolved_on,resolution',
          [[d['account'], d['item'].number, money(d['amount']), d['reason'], d['owner'], d['opened'], d['note'], d['resolved'], d['resolution']] for d in DISPUTES])
    table('follow_ups.csv', 'account,due,note,communication,done_on', FOLLOW_UPS)
    table('settings.csv', 'key,value', SETTINGS)


# ---- the independent checker: reads the folder, knows nothing of the above --------------------------------------------------------------------------
OUTCOMES = set('no-answer busy voicemail message wrong-number spoke promise plan paid dispute refused info callback hold sent bounced'.split())
def check(folder):
    names = 'accounts contacts items credits allocations communications plans plan_items plan_instalments disputes follow_ups settings'.split()
    T = {}
    for name in names:
        raw = open(os.path.join(folder, name + '.csv'), 'rb').read()
        assert b'\r' not in raw and raw.endswith(b'\n') and not raw.startswith(b'\xef\xbb\xbf')
        T[name] = list(csv.DictReader(raw.decode('utf-8').splitlines()))
    def c(text):
        assert re.fullmatch(r'\d+\.\d\d', text), text
        return int(text.replace('.', ''))
    date = lambda text: dt.date.fromisoformat(text) if text else None
    accounts = {r['code']: r for r in T['accounts']}
    assert len(accounts) == len(T['accounts'])
    items = {r['number']: r for r in T['items']}
    assert len(items) == len(T['items']), 'numbers are unique over the shop'
    credit = {r['id']: r for r in T['credits']}
    assert len(credit) == len(T['credits'])
    numbers = [(r['date'], int(r['number'])) for r in T['items'] if r['kind'] == 'invoice']
    assert numbers == sorted(numbers) and [n for _, n in numbers] == list(range(numbers[0][1], numbers[-1][1] + 1))
    for r in T['items']:
        assert r['account'] in accounts and c(r['amount']) > 0 and r['date'] <= r['due_date'] and r['date'] <= str(TODAY) and r['kind'] in 'invoice fee interest debit refund'.split()
    # allocations, at every date at which one begins or ends
    by_credit, by_item = {}, {}
    for r in T['allocations']:
        p, i = credit[r['credit']], items[r['number']]
        assert p['account'] == i['account'] == r['account']
        start = max(r['date'], p['date'], i['date'])
        ends = [e for e in (r['reversed_on'], p['reversed_on'], i['voided_on']) if e]
        end = min(ends) if ends else '9999'
        assert start <= str(TODAY) and start < end and not i['voided_on']
        if p['kind'] in ('write-off', 'discount'): assert r['date'] == p['date'] and not r['reversed_on']
        by_credit.setdefault(r['credit'], []).append((start, end, c(r['amount'])))
        by_item.setdefault(r['number'], []).append((start, end, c(r['amount'])))
    force = lambda rows, d: sum(x for a, b, x in rows if a <= d < b)
    for key, rows in by_credit.items():
        for d in {a for a, _, _ in rows}: assert force(rows, d) <= c(credit[key]['amount']), key
    for key, rows in by_item.items():
        for d in {a for a, _, _ in rows}: assert force(rows, d) <= c(items[key]['amount']), key
    def item_open(number, d):
        i = items[number]
        return 0 if str(d) < i['date'] or i['voided_on'] and i['voided_on'] <= str(d) else c(i['amount']) - force(by_item.get(number, ()), str(d))
    for r in T['credits']:
        assert c(r['amount']) > 0 and r['date'] <= str(TODAY) and r['kind'] in 'payment credit write-off discount'.split() and r['method'] in ('check', 'ach', 'card', 'cash', 'wire', '')
        assert (r['method'] != '') == (r['kind'] == 'payment') and (not r['replaces'] or r['replaces'] in credit)
        assert not r['reversed_on'] or r['date'] < r['reversed_on'] <= str(TODAY)
    # communications and promises
    last, promises = '', {}
    paid = {}
    for r in T['credits']:
        if r['kind'] == 'payment' and not r['reversed_on']: paid.setdefault(r['account'], []).append([date(r['date']), c(r['amount'])])
    for r in T['communications']:
        at = dt.datetime.fromisoformat(r['at'])
        assert last <= r['at'] and at.date() <= LAST and at.weekday() < 5 and dt.time(8) <= at.time() <= dt.time(17, 30), r
        last = r['at']
        assert r['outcome'] in OUTCOMES and r['channel'] in 'call email letter text visit note'.split() and r['direction'] in ('in', 'out') and r['by'] in ('maria', 'tom')
        assert not r['number'] or items[r['number']]['account'] == r['account'] and (item_open(r['number'], at.date() - DAY) or item_open(r['number'], at.date())) or r['outcome'] == 'paid', r
        assert (r['outcome'] == 'promise') == bool(r['promise_amount']) == bool(r['promise_date'])
        assert not r['follow_up'] or r['follow_up'] > r['at'][:10] and date(r['follow_up']).weekday() < 5, r
        if r['promise_amount']:
            made, due = at.date(), date(r['promise_date'])
            last_day = on_or_after(due)
            assert made < due and r['follow_up'] == str(on_or_after(last_day + DAY)), r
            assert all(d != made for d, _ in paid.get(r['account'], ())), ('money on the day of the promise', r)
            owed = sum(item_open(n, made) for n, i in items.items() if i['account'] == r['account'])
            assert c(r['promise_amount']) <= owed, ('promised more than owed', r, owed)
            promises.setdefault(r['account'], []).append([made, due, last_day, c(r['promise_amount']), 0])
    states = {}
    for code, rows in promises.items():
        money_in = sorted(map(list, paid.get(code, [])))
        for a, b in zip(rows, rows[1:]): assert a[2] < b[0], ('promises overlap', code, a, b)
        for p in rows:
            for m in money_in:
                if p[0] <= m[0] <= p[2]:
                    use = min(m[1], p[3] - p[4])
                    p[4] += use
                    m[1] -= use
            state = 'kept' if p[4] >= p[3] else 'open' if p[2] >= TODAY else 'partial' if p[4] else 'broken'
            states.setdefault(code, []).append((p[0], p[3], p[1], state))
    # plans
    covered_by = {}
    for p in T['plans']:
        rows = [r for r in T['plan_instalments'] if r['plan'] == p['id']]
        covers = [r['number'] for r in T['plan_items'] if r['plan'] == p['id']]
        total = sum(item_open(n, date(p['made_on']) - DAY) for n in covers)
        assert all(items[n]['account'] == p['account'] for n in covers) and total == sum(c(r['amount']) for r in rows), (p, total)
        assert all(date(r['payable']).weekday() < 5 or r['n'] == '0' for r in rows) and (c(p['down']) > 0) == (rows[0]['n'] == '0')
        for r in rows: assert r['n'] == '0' or date(r['payable']) == modified_following(date(r['due']))
        got = sum(x for n in covers for a, b, x in by_item.get(n, ()) if a >= p['made_on'] and b > str(TODAY))
        due = missed = 0
        for r in rows:
            due += c(r['amount'])
            if r['payable'] < str(TODAY) and got < due: missed += 1
        state = 'cancelled' if p['cancelled_on'] else 'completed' if got >= due else 'broken' if missed > int(p['allowed_missed']) else 'late' if missed else 'on track'
        covered_by[p['id']] = (p['account'], state, total, got, missed, next((r['payable'] for r in rows if r['payable'] >= str(TODAY)), ''))
    for d in T['disputes']:
        assert items[d['number']]['account'] == d['account'] and c(d['amount']) <= item_open(d['number'], d['opened']), d
        assert d['resolved_on'] or c(d['amount']) <= item_open(d['number'], TODAY)
    open_follow = {}
    for f in T['follow_ups']:
        assert f['account'] in accounts and (not f['done_on'] or f['done_on'] <= str(TODAY))
        if f['communication']:
            r = T['communications'][int(f['communication']) - 1]
            assert (r['account'], r['follow_up']) == (f['account'], f['due'])
            assert not f['done_on'] or f['done_on'] >= r['at'][:10]
        if not f['done_on']: open_follow.setdefault(f['account'], []).append(f['due'])
    assert sum(1 for r in T['communications'] if r['follow_up']) == sum(1 for f in T['follow_ups'] if f['communication'])
    # words that must find few things
    for name in names:
        for r in T[name]:
            text = ' '.join(r.values())
            code = r.get('account') or r.get('code') or ''
            for word in re.findall(r'\w+', fold(text)):
                assert not word.startswith('hol') or code in ('C0042', 'C0011', 'C0012'), (name, r)
                assert not word.startswith('ace') or code == 'C0001', (name, r)
    assert [r['code'] for r in T['accounts'] if re.search(r'\bace', fold(r['name']))] == ['C0001']
    assert sorted(r['code'] for r in T['accounts'] if re.search(r'\bhol', fold(r['name']))) == ['C0011', 'C0012', 'C0042']
    assert sum('0142' in ' '.join((r['phone'], r['phone2'])) for r in T['accounts']) == 1
    # aging as of the base day
    aging = {}
    for number, i in items.items():
        x = item_open(number, TODAY)
        if not x: continue
        late = (TODAY - date(i['due_date'])).days
        aging.setdefault(i['account'], [0] * 6)[0 if late <= 0 else 1 if late <= 30 else 2 if late <= 60 else 3 if late <= 90 else 4] += x
    for r in T['credits']:
        left = 0 if r['reversed_on'] else c(r['amount']) - force(by_credit.get(r['id'], ()), str(TODAY))
        if left: aging.setdefault(r['account'], [0] * 6)[5] -= left
    want = {'C0042': [0, 41230, 0, 0, 82820, 0], 'C0011': [12000, 0, 0, 0, 0, 0], 'C0012': [0, 98000, 5510, 0, 0, 0], 'C0023': [0, 0, 0, 61000, 0, 0], 'C0024': [0, 0, 0, 0, 0, -41875]}
    for code, row in want.items(): assert aging[code] == row, (code, aging[code])
    assert sum(aging['C0031']) == 230000 and covered_by[[k for k, v in covered_by.items() if v[0] == 'C0031'][0]][1:] == ('on track', 452500, 222500, 0, '2026-11-30')
    assert [s for *_, s in states['C0042']].count('kept') == 4 and len(states['C0042']) == 9 and states['C0042'][-1] == (D('2026-11-18'), 50000, D('2026-11-20'), 'broken')
    assert sum(aging['C0001'][1:5]) > 0 and all(s != 'open' for *_, s in states['C0001'])
    assert not any(r['account'] == 'C0023' for r in T['communications'])
    over = [k for k, v in aging.items() if accounts[k]['credit_limit'] and sum(v) > c(accounts[k]['credit_limit'])]
    assert over == ['C0029'], over
    # the stories of the list at the top
    assert not {'C0025', 'C0034', 'C0039', 'C0043', 'C0048', 'C0058', 'C0051', 'C0041'} & set(aging)
    bounced = [r for r in T['credits'] if r['kind'] == 'payment' and r['reversed_on']]
    fees = [r for r in T['items'] if r['kind'] == 'fee']
    assert [(r['account'], r['reversed_on']) for r in bounced] == [(r['account'], r['date']) for r in fees] == [('C0018', '2026-10-16')] and bounced[0]['id'] in by_credit
    assert sum(r['account'] == 'C0018' and r['at'] > '2026-10-16' for r in T['communications']) >= 3
    back = [r for r in T['allocations'] if r['reversed_on']]
    assert [r['account'] for r in back] == ['C0033'] and any(r['credit'] == back[0]['credit'] and r['number'] != back[0]['number'] for r in T['allocations'])
    assert [r['account'] for r in T['items'] if r['voided_on']] == ['C0008'] and aging['C0019'][5] == -4500 and aging['C0044'][5] == -18640
    assert sum(bool(r['replaces']) for r in T['credits']) == 1 and sum(r['reference'] == '5521' for r in T['credits']) == 1
    assert [(d['account'], d['reason']) for d in T['disputes'] if not d['resolved_on']] == [('C0049', 'FREIGHT'), ('C0027', 'NOT-RECEIVED'), ('C0042', 'SHORT')]
    assert {v[0]: v[1] for v in covered_by.values()} == {'C0041': 'completed', 'C0054': 'cancelled', 'C0017': 'broken', 'C0031': 'on track', 'C0057': 'late'}
    assert any(s == 'partial' for *_, s in states['C0002']) and accounts['C0015']['parent'] == accounts['C0016']['parent'] == 'C0014'
    # what was found
    for name in names: print(f'{name:18}{len(T[name]):6}')
    print('nothing open:', ' '.join(k for k in accounts if k not in aging))
    for code, v in sorted(aging.items(), key=lambda t: -sum(t[1])): print(f"{code} {accounts[code]['name'][:34]:34} {accounts[code]['currency']} " + ''.join(f'{money(x) if x else "·":>12}' for x in v + [sum(v)]))
    for cur in sorted({r['currency'] for r in accounts.values()}):
        total = [sum(v[k] for code, v in aging.items() if accounts[code]['currency'] == cur) for k in range(6)]
        gross = sum(total[:5])
        print(f'{cur} {"TOTAL":43}' + ''.join(f'{money(x):>12}' for x in total + [sum(total)]), ' '.join(f'{100 * x // gross}%' for x in total[:5]))
    for code, rows in sorted(states.items()):
        print(code, f"{accounts[code]['name'][:28]:28}", 'calls', sum(r['account'] == code for r in T['communications']), ' '.join(s + (f' ({money(x)} by {d})' if s == 'open' else '') for _, x, d, s in rows))
    for k, v in covered_by.items(): print(k, *v)
    print('follow-ups open:', {k: v for k, v in sorted(open_follow.items(), key=lambda t: t[1])})
    late = sorted((date(r['date']) - date(items[r['number']]['due_date'])).days for r in T['allocations'] if r['account'] == 'C0042')
    weights = [(c(r['amount']), (date(r['date']) - date(items[r['number']]['due_date'])).days) for r in T['allocations'] if r['account'] == 'C0042']
    print('Holloway days late: median', late[len(late) // 2], 'weighted', round(sum(a * b for a, b in weights) / sum(a for a, _ in weights), 2))


def main():
    out = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), 'sample')
    holloway()
    small_neighbours()
    plans()
    disputes()
    credits()
    everyday_invoices()
    everyday_payments()
    for account in A.values():
        if account.code not in NEVER_CALLED and account.pays != 'none':
            everyday_calls(account, D(SCRIPTED_CALLS_FROM.get(account.code, '2026-11-21')))
    finish()
    follow_ups()
    write(out)
    check(out)


if __name__ == '__main__':
    main()

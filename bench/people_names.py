"""Names of people from many countries, each with the ways in which files write it.

An entry is ``form|form|…~short~short``: the forms are spellings of one name, its own script first,
and behind ``~`` stand the names it is called by. Synthetic vocabulary for ``outside_people``.
"""

from __future__ import annotations

from typing import NamedTuple


class Name(NamedTuple):
    """One name: its spellings, and what its bearers are called."""

    forms: tuple[str, ...]
    shorts: tuple[str, ...]


class Culture(NamedTuple):
    """Names of one country; ``weight`` is its share, ``order`` how whole names are written."""

    given: tuple[Name, ...]
    family: tuple[Name, ...]
    weight: float
    order: str
    cities: tuple[str, ...]


def _names(text: str) -> tuple[Name, ...]:
    out = []
    for entry in text.replace("\n", ";").split(";"):
        if entry.strip():
            forms, *shorts = entry.strip().split("~")
            out.append(Name(tuple(forms.split("|")), tuple(shorts)))
    return tuple(out)


def _culture(given: str, family: str, weight: float, cities: str, order: str = "gf") -> Culture:
    return Culture(_names(given), _names(family), weight, order, tuple(cities.split(";")))


CULTURES: dict[str, Culture] = {
    "english": _culture(
        "Robert~Bob~Rob;William~Bill~Will;Richard~Dick~Rick;Charles~Charlie~Chuck;Edward~Ted~Ed;"
        "Margaret~Peggy~Maggie;Elizabeth~Beth~Liz~Betty;Katherine|Catherine|Kathryn~Kate~Kathy;"
        "Michael~Mike;Jonathan|Johnathan~Jon;Stephen|Steven~Steve;Jeffrey|Geoffrey~Jeff;Alison|Allison~Ali;"
        "Deborah|Debra~Debbie;Patricia~Trish~Pat;Lawrence|Laurence~Larry;Gregory~Greg;Theodore~Ted~Theo;"
        "Nicholas|Nicolas~Nick;Abigail~Abby;Christine~Chris~Tina;Timothy~Tim;Raymond~Ray;Leonard~Len;"
        "Victoria~Vicky~Tori;Hannah|Hanna;Sophie|Sophia;Tracey|Tracy;Neil|Neal;Craig;Keith;Dawn;Brenda;"
        "Zachary|Zackary~Zach;Eleanor|Elinor~Ellie;Frances~Fran;Gerald~Gerry;Harold~Harry;Joanne~Jo",
        "Whitfield;Ashworth;Pemberton;Holloway;Stephens|Stevens;MacDonald|McDonald;O'Neill|O'Neil|ONeill;"
        "Thompson|Thomson;Clark|Clarke;Reid|Reed;Hartley;Bradshaw;Ellison;Kirkland;Langford;Merriweather;"
        "Osborne|Osbourne;Prescott;Rutherford;Sinclair;Tillman;Underwood;Vance;Westbrook;Yardley;Barlow;"
        "Crawford;Dalton;Easton;Fairfax;Garrison;Hewitt|Hewett;Ingram;Jarvis;Kendrick;Lockwood;Marlowe;"
        "Smith;Jones;Brown;Taylor;Johnson;Davies|Davis;Harris;Lewis;Wood;Hall;Young;King;Hill;Moore",
        3.0, "London;Leeds;Bristol;Boston;Austin;Denver;Chicago;Toronto;Sydney",
    ),
    "german": _culture(
        "Jürgen|Juergen|Jurgen;Jörg|Joerg|Jorg;Günter|Günther|Guenter;Christoph|Kristof~Chris;Karl-Heinz|Karlheinz|Karl Heinz;"
        "Hans-Peter|Hanspeter|Hans Peter;Friedrich~Fritz;Heinrich~Heinz;Johannes~Hannes;Wilhelm~Willi;Maximilian~Max;"
        "Elisabeth~Lisa~Sissi;Margarete|Margarethe~Gretl;Katharina~Kathi;Susanne|Susan~Susi;Bärbel|Baerbel;Käthe|Kaethe;"
        "Ulrich~Uli;Matthias|Mathias~Matze;Stephan|Stefan;Ralf|Ralph;Torsten|Thorsten;Philipp|Philip;Claudia;Heike;Antje;Silke",
        "Müller|Mueller|Muller;Schäfer|Schaefer|Schafer;Groß|Gross;Weiß|Weiss;Köhler|Koehler|Kohler;Meier|Meyer;"
        "Krämer|Kraemer;Böhm|Boehm;Strauß|Strauss;Übelacker|Uebelacker;von Hagen|v. Hagen;Graf von Stein|von Stein;"
        "Schmitt|Schmidt;Zimmermann;Hartmann;Lehmann;Brandstetter;Kirchhoff;Oberhauser;Pfeiffer;Rosenkranz;Seidel;"
        "Thalheimer;Vollmer;Wiedemann;Ziegler;Dörr|Doerr;Fröhlich|Froehlich;Gärtner|Gaertner;Hübner|Huebner",
        3.0, "München|Munich;Köln|Cologne;Hamburg;Stuttgart;Wien|Vienna;Zürich|Zurich;Nürnberg|Nuremberg",
    ),
    "spanish": _culture(
        "José Luis|Jose Luis~Pepe;María José|Maria Jose~Marijose;Francisco~Paco;Guillermo~Memo~Guille;Ignacio~Nacho;"
        "Juan Carlos|Juan-Carlos~Juanca;Jesús|Jesus~Chus;Rosario~Charo;Dolores~Lola;Concepción|Concepcion~Concha;"
        "Álvaro|Alvaro;Íñigo|Inigo;Andrés|Andres;Begoña|Begona;Rocío|Rocio;Mónica|Monica;Sebastián|Sebastian~Sebas;Joaquín|Joaquin~Quino",
        "García Márquez|Garcia Marquez|García|Garcia;Rodríguez Peña|Rodriguez Pena|Rodríguez;Núñez Ortega|Nunez Ortega|Núñez;"
        "Hernández Gil|Hernandez Gil|Hernández;Ibáñez Soler|Ibanez|Ibáñez Soler;De la Fuente Ruiz|de la Fuente;"
        "Muñoz Vidal|Munoz Vidal|Muñoz;Castaño Ríos|Castano;Echevarría Luna|Echevarria|Etxebarria;Quiñones Mora|Quinones;"
        "Del Valle Serra|del Valle;Zúñiga Paz|Zuniga;Bermúdez Cano|Bermudez;Fajardo Nieto|Fajardo;Lozano Prieto|Lozano",
        1.5, "Madrid;Barcelona;Valencia;Ciudad de México|Mexico City;Bogotá|Bogota;Sevilla|Seville",
    ),
    "portuguese": _culture(
        "João|Joao;José Carlos|Jose Carlos~Zeca;Antônio|António|Antonio~Toninho;Luís|Luis|Luiz;Conceição|Conceicao;Inês|Ines;"
        "Francisco~Chico;Fernanda~Nanda;Gonçalo|Goncalo;Margarida~Guida;Luciana~Lu;Thiago|Tiago;Beatriz~Bia",
        "da Silva Santos|Silva Santos|Santos;de Oliveira Costa|Oliveira Costa|Costa;Pereira dos Reis|dos Reis|Reis;"
        "Araújo Lima|Araujo Lima|Lima;Gonçalves Pinto|Goncalves Pinto|Pinto;da Conceição Neves|Neves;Magalhães Brito|Magalhaes Brito|Brito;"
        "Sousa Tavares|Souza Tavares|Tavares;Assunção Leal|Assuncao Leal|Leal",
        0.8, "Lisboa|Lisbon;Porto;São Paulo|Sao Paulo;Rio de Janeiro",
    ),
    "dutch": _culture(
        "Cornelis~Kees~Cor;Wilhelmus~Wim~Willem;Johannes~Jan~Hans;Gerardus~Gerard~Ger;Hendrikus~Henk~Rik;Adrianus~Ad~Adri;"
        "Petronella~Nel~Ellen;Elisabeth~Els~Lies;Maria~Marieke~Ria;Antonius~Ton~Toon;Jacobus~Koos~Jaap;Theodorus~Theo;Geertruida~Truus",
        "van der Berg|vd Berg|van den Berg;de Vries|De Vries;van 't Hof|van t Hof|van het Hof;ter Horst|Ter Horst;van de Ven|Van de Ven;"
        "van Dijk|van Dyk;in 't Veld|in t Veld;de Wit|de Witt;van Leeuwen;Jansen|Janssen;Bruijn|Bruyn;van Rijn|van Ryn;Hoekstra;Dijkstra|Dykstra;Postma",
        1.2, "Den Haag|The Hague;Utrecht;Eindhoven;Antwerpen|Antwerp;Groningen",
    ),
    "french": _culture(
        "Jean-François|Jean-Francois|Jean François~JF;Marie-Claire|Marie Claire;Frédéric|Frederic~Fred;Stéphane|Stephane~Steph;"
        "Benoît|Benoit;Hélène|Helene;Zoé|Zoe;Cécile|Cecile;Aurélie|Aurelie;Jérôme|Jerome;François|Francois;Noémie|Noemie;Sébastien|Sebastien~Seb",
        "Lefèvre|Lefebvre|Lefevre;Le Goff|Legoff;D'Arcy|Darcy;Dupré|Dupre;Béranger|Beranger;L'Hermite|Lhermite;de La Tour|de la Tour;"
        "Gauthier|Gautier;Pelletier;Rousseau;Chevalier;Marchand;Boulanger;Fontaine;Garnier;Perrin;Renaud|Renault",
        1.0, "Paris;Lyon;Genève|Geneva|Genf;Bruxelles|Brussels;Montréal|Montreal",
    ),
    "slavic": _culture(
        "Юрий|Yuri|Yuriy|Iouri;Евгений|Evgeny|Yevgeniy|Eugene~Zhenya;Дмитрий|Dmitry|Dmitri|Dmitriy~Dima;Александр|Alexander|Aleksandr~Sasha;"
        "Екатерина|Ekaterina|Yekaterina~Katya;Наталья|Natalia|Natalya|Nataliya~Natasha;Сергей|Sergey|Sergei;Алексей|Alexey|Aleksei|Alexei~Alyosha;"
        "Ольга|Olga;Юлия|Yulia|Julia|Yuliya;Владимир|Vladimir|Wladimir~Vova;Татьяна|Tatiana|Tatyana~Tanya;Łukasz|Lukasz;Małgorzata|Malgorzata~Gosia;Paweł|Pawel;Jiří|Jiri;Tomáš|Tomas",
        "Чайковский|Tchaikovsky|Chaikovsky|Tschaikowski;Щербаков|Shcherbakov|Scherbakov;Хрущёв|Khrushchev|Khruschev;Соловьёв|Soloviev|Solovyov|Solovyev;"
        "Зайцев|Zaitsev|Zaytsev;Яковлев|Yakovlev|Jakovlev|Iakovlev;Журавлёв|Zhuravlev|Zhuravlyov;Цветков|Tsvetkov|Cvetkov;Wójcik|Wojcik;Kamińska|Kaminska|Kamiński;"
        "Dvořák|Dvorak;Procházková|Prochazkova|Procházka;Żółkiewski|Zolkiewski;Szczepański|Szczepanski",
        1.0, "Москва|Moscow;Киев|Kyiv|Kiev;Warszawa|Warsaw;Praha|Prague",
    ),
    "greek": _culture(
        "Γιώργος|Giorgos|Yorgos|George;Δημήτρης|Dimitris|Dimitrios;Κωνσταντίνος|Konstantinos|Constantinos~Kostas;Νικόλαος|Nikolaos|Nicolaos~Nikos;Ελένη|Eleni|Helen;Ιωάννης|Ioannis|Yannis",
        "Παπαδόπουλος|Papadopoulos;Γεωργίου|Georgiou;Αντωνίου|Antoniou;Οικονόμου|Oikonomou|Economou;Χατζής|Chatzis|Hatzis;Βασιλείου|Vasileiou|Vassiliou",
        0.5, "Αθήνα|Athens;Thessaloniki",
    ),
    "arabic": _culture(
        "محمد|Mohammed|Muhammad|Mohamed|Mohammad;أحمد|Ahmed|Ahmad;عبد الله|Abdullah|Abdallah|Abdulla;خالد|Khaled|Khalid;يوسف|Youssef|Yusuf|Yousef;"
        "فاطمة|Fatima|Fatma|Fatimah;عائشة|Aisha|Aicha|Ayesha;حسين|Hussein|Hussain|Husain;عبد الرحمن|Abdul Rahman|Abdulrahman|Abdel Rahman;نور|Noor|Nour|Nur",
        "القحطاني|Al-Qahtani|Alqahtani|Al Qahtani;الشمري|Al-Shammari|Alshammari|Al Shamari;حداد|Haddad|Hadad;المنصوري|Al Mansouri|Almansoori|Al-Mansoori;"
        "خوري|Khoury|Khouri|Khury;بن علي|Ben Ali|Bin Ali;السيد|El Sayed|Elsayed|Al-Sayed;العتيبي|Al-Otaibi|Alotaibi|Al Utaibi;منصور|Mansour|Mansoor",
        1.0, "Dubai;Riyadh|Riad;Cairo|Kairo;Beirut|Beyrouth",
    ),
    "chinese": _culture(
        "小明|Xiaoming|Xiao Ming|Xiao-Ming;伟|Wei~David;秀英|Xiuying|Xiu Ying~Grace;建国|Jianguo|Jian Guo;丽华|Lihua|Li Hua~Lily;志强|Zhiqiang|Zhi Qiang~John;"
        "婷婷|Tingting|Ting Ting~Tina;文博|Wenbo|Wen Bo;雪梅|Xuemei|Xue Mei;俊杰|Junjie|Jun Jie~Jay;海燕|Haiyan|Hai Yan;宇轩|Yuxuan|Yu Xuan",
        "王|Wang|Wong;李|Li|Lee;张|Zhang|Cheung;刘|Liu|Lau;陈|Chen|Chan;欧阳|Ouyang|Ou Yang;赵|Zhao;黄|Huang|Wong;吴|Wu|Ng;徐|Xu|Hsu;孙|Sun;司马|Sima;何|He|Ho;林|Lin|Lam;郭|Guo|Kwok",
        1.2, "上海|Shanghai;北京|Beijing;Hong Kong;深圳|Shenzhen;Singapore", "fg",
    ),
    "korean": _culture(
        "민준|Minjun|Min-jun|Min Jun;서연|Seoyeon|Seo-yeon|Seo Yeon;지훈|Jihoon|Ji-hoon|Ji Hun;수진|Sujin|Soo-jin|Su Jin;현우|Hyunwoo|Hyun-woo|Hyeonu;영희|Younghee|Young-hee|Yeonghui;동현|Donghyun|Dong-hyun;은지|Eunji|Eun-ji",
        "김|Kim|Gim;이|Lee|Yi|Rhee;박|Park|Pak|Bak;최|Choi|Choe;정|Jung|Jeong|Chung;강|Kang|Gang;조|Cho|Jo;윤|Yoon|Yun;임|Lim|Im",
        0.8, "서울|Seoul;부산|Busan|Pusan", "fg",
    ),
    "vietnamese": _culture(
        "Văn An|Van An|An;Thị Hương|Thi Huong|Huong;Minh Đức|Minh Duc|Duc;Quốc Bảo|Quoc Bao|Bao;Thanh Thảo|Thanh Thao|Thao;Hồng Nhung|Hong Nhung|Nhung;Tuấn Anh|Tuan Anh|Anh;Ngọc Lan|Ngoc Lan|Lan",
        "Nguyễn|Nguyen;Trần|Tran;Lê|Le;Phạm|Pham;Hoàng|Hoang|Huynh;Đặng|Dang;Bùi|Bui;Đỗ|Do;Ngô|Ngo;Vũ|Vu|Vo",
        0.7, "Hà Nội|Hanoi;Hồ Chí Minh|Ho Chi Minh City|Saigon;Đà Nẵng|Da Nang", "fg",
    ),
    "turkish": _culture(
        "Işıl|Isil;İbrahim|Ibrahim~Ibo;Gökhan|Gokhan|Goekhan;Ayşe|Ayse;Çağla|Cagla;Mehmet~Memo;Şükrü|Sukru;Oğuz|Oguz;Özlem|Ozlem|Oezlem;Yiğit|Yigit",
        "Yılmaz|Yilmaz;Çelik|Celik;Öztürk|Ozturk|Oeztuerk;Şahin|Sahin;Aydın|Aydin;Kılıç|Kilic;Doğan|Dogan;Güneş|Gunes|Guenes;Koç|Koc;Yıldırım|Yildirim",
        0.7, "İstanbul|Istanbul;Ankara;İzmir|Izmir",
    ),
    "indian": _culture(
        "Venkatesh|Venkatesan~Venky;Srinivasan|Srinivas~Srini;Lakshmi|Laxmi;Vijay|Vijaya;Krishnamurthy|Krishnamurti~Krish;Aishwarya|Aiswarya;Subramanian|Subramaniam~Subbu;Rajesh~Raj;Deepak|Dipak;Priyanka~Priya;Sandeep|Sandip;Sunita|Suneeta",
        "Iyer|Aiyar;Chaudhary|Choudhury|Chowdhury;Mukherjee|Mukherji;Banerjee|Banerji;Agarwal|Aggarwal|Agrawal;Reddy;Nair|Nayar;Sharma;Gupta;Desai;Rao;Singh;Kulkarni;Bhattacharya|Bhattacharjee;Menon",
        1.2, "Bengaluru|Bangalore;Mumbai|Bombay;Chennai|Madras;Delhi|New Delhi",
    ),
    "japanese": _culture(
        "健太|Kenta;さくら|Sakura;裕子|Yuko|Yuuko;太郎|Taro|Tarō|Tarou;恵子|Keiko;大輔|Daisuke;美咲|Misaki;浩|Hiroshi",
        "田中|Tanaka;佐藤|Sato|Satō|Satoh;伊藤|Ito|Itō|Itoh;大野|Ono|Ohno|Ōno;高橋|Takahashi;渡辺|Watanabe;小林|Kobayashi;加藤|Kato|Katō",
        0.5, "東京|Tokyo;大阪|Osaka", "fg",
    ),
    "nordic": _culture(
        "Søren|Soren|Soeren;Bjørn|Bjorn|Bjoern;Åse|Aase|Ase;Jørgen|Jorgen|Joergen;Kåre|Kaare;Göran|Goran|Goeran;Märta|Marta|Maerta;Þóra|Thora;Kristian|Christian;Niels|Nils;Kirsten|Kristen;Jón|Jon",
        "Sørensen|Sorensen|Soerensen;Bjørnstad|Bjornstad;Åkesson|Akesson|Aakesson;Ødegård|Odegard|Oedegaard|Ødegaard;Kristensen|Christensen;Mäkinen|Makinen;Sjöberg|Sjoberg|Sjoeberg;Nygård|Nygaard;Hämäläinen|Hamalainen;Lindström|Lindstrom;Þórsson|Thorsson",
        1.0, "København|Copenhagen;Malmö|Malmo;Göteborg|Gothenburg;Oslo;Helsinki",
    ),
}  # fmt: skip

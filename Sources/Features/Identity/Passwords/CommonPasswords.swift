/// What is tried first. Folded: lower case, no accents. Words also count with a few digits or signs around them and
/// with digits for letters, so `P@ssw0rd1!` needs no line of its own.
enum CommonPasswords {
    /// Whole passwords that are no single word.
    static let whole = split(
        """
        123qweasd 123qwe123 123123qwe qwe123qwe 1234qwer qwer1234 1q2w3e4r 1qazxsw2 zaq12wsx zaq1zaq1 zxcvbnm1 \
        asdf1234 asdfasdf asd123asd abc12345 abcd1234 a1234567 a12345678 aa123456 aaa111aaa 1234abcd 12344321 \
        11223344 12121212 12341234 11112222 13131313 19871987 20202020 10203040 147258369 159357159 159753159 \
        741852963 963852741 789456123 456789123 987654321 123654789 123321123 1111111a q1q1q1q1 pass1234 passw0rd \
        trustno1 iloveyou1 iloveyou2 letmein1 letmein! starwars1 superman1 football1 baseball1 blink182 jordan23 \
        changeme! default1 admin123 admin1234 root1234 user1234 test1234 guest123 temp1234 login123 raspberry1 \
        correcthorsebatterystaple 0123456789 00000000 31415926 27182818 x1x1x1x1 \
        g00gle123 ncc1701d fuckyou1 monkey12 dragon12 master12 shadow12 ninja123 mustang1 michael1 jennifer1
        """)

    /// Words, names, places, teams, brands, the words of this trade, and `password` in other languages.
    static let words = split(
        """
        password passwort passwords passphrase motdepasse contrasena contrasinal senha wachtwoord haslo heslo parola \
        losenord kennwort passord salasana jelszo sifre parool slaptazodis secret geheim secreto topsecret \
        admin administrator root user guest test testing tester login signin access default change changeme letmein \
        welcome willkommen bienvenue bienvenido hello hallo bonjour hola hellohello master shadow monkey dragon \
        sunshine princess prinzessin schatz schatzi liebling iloveyou iloveu ichliebedich jetaime teamo loveyou lovely \
        football fussball soccer baseball basketball hockey tennis golfing superman batman spiderman starwars pokemon \
        naruto matrix gandalf ninja pirate killer hunter ranger jordan michael michelle jennifer jessica daniel \
        thomas andrew joshua matthew charlie robert william nicole amanda ashley hannah sabrina stefan christian \
        alexander sebastian andreas martin florian laura julia sophia marie camille nicolas summer winter spring \
        autumn sommer fruehling herbst january february april august september october november december monday \
        tuesday wednesday thursday friday saturday sunday freitag samstag sonntag computer internet google facebook \
        instagram samsung android windows microsoft nintendo playstation minecraft raspberry raspberrypi debian linux \
        ubuntu berlin hamburg muenchen munchen london paris madrid barcelona liverpool arsenal chelsea \
        bayern dortmund schalke juventus realmadrid yankees cowboys steelers lakers mustang ferrari porsche mercedes \
        corvette harley yamaha chocolate schokolade cookie cheese banana orange pepper ginger coffee whatever freedom \
        fuckyou fuckoff asshole trustno trustnoone blahblah nothing qwerty qwertz azerty qwertyuiop asdfgh zxcvbn \
        abcdef abc aaa stagebox stage music musik musique guitar gitarre drummer concert konzert festival backstage \
        soundcheck microphone rockstar rocknroll metallica nirvana beatles eminem tickets boxoffice abendkasse
        """)

    private static func split(_ text: String) -> Set<String> { Set(text.split(separator: " ").map(String.init)) }
}

@testable import Mnemonic

/// Entropy, words and the seed under the passphrase "TREZOR".
struct PublishedSentence: Sendable {
    let entropy: String
    let text: String
    let seed: String

    /// From the reference implementation's vectors.json, which BIP-39 names.
    static let all = [
        PublishedSentence(
            entropy: "00000000000000000000000000000000",
            text: "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon "
                + "about",
            seed: "c55257c360c07c72029aebc1b53c05ed0362ada38ead3e3e9efa3708e5349553"
                + "1f09a6987599d18264c1e1c92f2cf141630c7a3c4ab7c81b2f001698e7463b04"),
        PublishedSentence(
            entropy: "7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f",
            text: "legal winner thank year wave sausage worth useful legal winner thank yellow",
            seed: "2e8905819b8723fe2c1d161860e5ee1830318dbf49a83bd451cfb8440c28bd6f"
                + "a457fe1296106559a3c80937a1c1069be3a3a5bd381ee6260e8d9739fce1f607"),
        PublishedSentence(
            entropy: "ffffffffffffffffffffffffffffffff",
            text: "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong",
            seed: "ac27495480225222079d7be181583751e86f571027b0497b5b5d11218e0a8a13"
                + "332572917f0f8e5a589620c6f15b11c61dee327651a14c34e18231052e48c069"),
        PublishedSentence(
            entropy: "000000000000000000000000000000000000000000000000",
            text: "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon "
                + "abandon abandon abandon abandon abandon abandon agent",
            seed: "035895f2f481b1b0f01fcf8c289c794660b289981a78f8106447707fdd9666ca"
                + "06da5a9a565181599b79f53b844d8a71dd9f439c52a3d7b3e8a79c906ac845fa"),
        PublishedSentence(
            entropy: "808080808080808080808080808080808080808080808080",
            text: "letter advice cage absurd amount doctor acoustic avoid letter advice cage absurd amount "
                + "doctor acoustic avoid letter always",
            seed: "107d7c02a5aa6f38c58083ff74f04c607c2d2c0ecc55501dadd72d025b751bc2"
                + "7fe913ffb796f841c49b1d33b610cf0e91d3aa239027f5e99fe4ce9e5088cd65"),
        PublishedSentence(
            entropy: "0000000000000000000000000000000000000000000000000000000000000000",
            text: "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon "
                + "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon "
                + "abandon art",
            seed: "bda85446c68413707090a52022edd26a1c9462295029f2e60cd7c4f2bbd30971"
                + "70af7a4d73245cafa9c3cca8d561a7c3de6f5d4a10be8ed2a5e608d68f92fcc8"),
        PublishedSentence(
            entropy: "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            text: "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo "
                + "vote",
            seed: "dd48c104698c30cfe2b6142103248622fb7bb0ff692eebb00089b32d22484e16"
                + "13912f0a5b694407be899ffd31ed3992c456cdf60f5d4564b8ba3f05a69890ad"),
        PublishedSentence(
            entropy: "9e885d952ad362caeb4efe34a8e91bd2",
            text: "ozone drill grab fiber curtain grace pudding thank cruise elder eight picnic",
            seed: "274ddc525802f7c828d8ef7ddbcdc5304e87ac3535913611fbbfa986d0c9e547"
                + "6c91689f9c8a54fd55bd38606aa6a8595ad213d4c9c9f9aca3fb217069a41028"),
        PublishedSentence(
            entropy: "6610b25967cdcca9d59875f5cb50b0ea75433311869e930b",
            text: "gravity machine north sort system female filter attitude volume fold club stay feature "
                + "office ecology stable narrow fog",
            seed: "628c3827a8823298ee685db84f55caa34b5cc195a778e52d45f59bcf75aba68e"
                + "4d7590e101dc414bc1bbd5737666fbbef35d1f1903953b66624f910feef245ac"),
        PublishedSentence(
            entropy: "68a79eaca2324873eacc50cb9c6eca8cc68ea5d936f98787c60c7ebc74e6ce7c",
            text: "hamster diagram private dutch cause delay private meat slide toddler razor book happy fancy "
                + "gospel tennis maple dilemma loan word shrug inflict delay length",
            seed: "64c87cde7e12ecf6704ab95bb1408bef047c22db4cc7491c4271d170a1b213d2"
                + "0b385bc1588d9c7b38f1b39d415665b8a9030c9ec653d75e65f847d8fc1fc440"),
        PublishedSentence(
            entropy: "066dca1a2bb7e8a1db2832148ce9933eea0f3ac9548d793112d9a95c9407efad",
            text: "all hour make first leader extend hole alien behind guard gospel lava path output census "
                + "museum junior mass reopen famous sing advance salt reform",
            seed: "26e975ec644423f4a4c4f4215ef09b4bd7ef924e85d1d17c4cf3f136c2863cf6"
                + "df0a475045652c57eb5fb41513ca2a2d67722b77e954b4b3fc11f7590449191d"),
        PublishedSentence(
            entropy: "f585c11aec520db57dd353c69554b21a89b20fb0650966fa0a9d6f74fd989d8f",
            text: "void come effort suffer camp survey warrior heavy shoot primary clutch crush open amazing "
                + "screen patrol group space point ten exist slush involve unfold",
            seed: "01f5bced59dec48e362f2c45b5de68b9fd6c92c6634f44d6d40aab69056506f0"
                + "e35524a518034ddc1192e1dacd32c1ed3eaa3c3b131c88ed8e7e54c49a5d0998"),
    ]
}

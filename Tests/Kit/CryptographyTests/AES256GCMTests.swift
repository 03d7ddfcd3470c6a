import Cryptography
import Testing

@Suite struct AES256GCMTests {
    /// Bytes in hexadecimal; `sealed` is the cipher text and the tag.
    struct Vector: Sendable {
        let key: String
        let nonce: String
        let additional: String
        let message: String
        let sealed: String
    }

    /// NIST CAVP, gcmEncryptExtIV256.rsp: the first of several lengths.
    static let vectors = [
        Vector(
            key: "b52c505a37d78eda5dd34f20c22540ea1b58963cf8e5bf8ffa85f9f2492505b4",
            nonce: "516c33929df5a3284ff463d7",
            additional: "",
            message: "",
            sealed: "bdc1ac884d332457a1d2664f168c76f0"),
        Vector(
            key: "78dc4e0aaf52d935c3c01eea57428f00ca1fd475f5da86a49c8dd73d68c8e223",
            nonce: "d79cf22d504cc793c3fb6c8a",
            additional: "b96baa8c1c75a671bfb2d08d06be5f36",
            message: "",
            sealed: "3e5d486aa2e30b22e040b85723a06e76"),
        Vector(
            key: "31bdadd96698c204aa9ce1448ea94ae1fb4a9a0b3c9d773b51bb1822666b8f22",
            nonce: "0d18e06c7c725ac9e362e1ce",
            additional: "",
            message: "2db5168e932556f8089a0622981d017d",
            sealed: "fa4362189661d163fcd6a56d8bf0405ad636ac1bbedd5cc3ee727dc2ab4a9489"),
        Vector(
            key: "69b458f2644af9020463b40ee503cdf083d693815e2659051ae0d039e606a970",
            nonce: "8d1da8ab5f91ccd09205944b",
            additional: "036ad5e5494ef817a8af2f5828784a4bfedd1653",
            message: "f3e0e09224256bf21a83a5de8d",
            sealed: "c0a62d77e6031bfdc6b13ae217a794a9aaee48cd92e47761bf1baff0af"),
        Vector(
            key: "37ccdba1d929d6436c16bba5b5ff34deec88ed7df3d15d0f4ddf80c0c731ee1f",
            nonce: "5c1b21c8998ed6299006d3f9",
            additional: "22ed235946235a85a45bc5fad7140bfa",
            message: "ad4260e3cdc76bcc10c7b2c06b80b3be948258e5ef20c508a81f51e96a518388",
            sealed: "3b335f8b08d33ccdcad228a74700f1007542a4d1e7fc1ebe3f447fe71af298161fbf49cc46f458bf6e88f6370975e6d4"),
        Vector(
            key: "463b412911767d57a0b33969e674ffe7845d313b88c6fe312f3d724be68e1fca",
            nonce: "611ce6f9a6880750de7da6cb",
            additional:
                "0a682fbc6192e1b47a5e0868787ffdafe5a50cead3575849990cdd2ea9b3597749403efb4a56684f0c6bde352d4aeec5",
            message: "e7d1dcf668e2876861940e012fe52a98dacbd78ab63c08842cc9801ea581682ad54af0c34d0d7f6f59e8ee0bf4900e0f"
                + "d85042",
            sealed: "8886e196010cb3849d9c1a182abe1eeab0a5f3ca423c3669a4a8703c0f146e8e956fb122e0d721b869d2b6fcd4216d7d"
                + "4d37582469cecd70fd98fec9264f71df1aee9a"),
    ]

    /// NIST CAVP, gcmDecrypt256.rsp: those that must fail.
    static let forged = [
        Vector(
            key: "e5a8123f2e2e007d4e379ba114a2fb66e6613f57c72d4e4f024964053028a831",
            nonce: "51e43385bf533e168427e1ad",
            additional: "",
            message: "",
            sealed: "38fe845c66e66bdd884c2aecafd280e6"),
        Vector(
            key: "9a0343f850a6427120f764789ffec6d237447b898fbf51d2182f065d3861497d",
            nonce: "3deef6f453dd70d92143adcd",
            additional: "dbb8226a624520863db6897017b2a4f8",
            message: "",
            sealed: "e93165935ac18e3a2845d15fe31a9286f5fc50d18766bc3d9e16dd136d45816b"),
        Vector(
            key: "de1bb0d8acd23457c593c490e45858698d9acb887cf12c4a2931ea14a010a985",
            nonce: "a787cb34d6f88921f036b833",
            additional: "6ffa289ec67aa3c1f8b4068af8d9acadc434cfc2",
            message: "",
            sealed: "ca0e93b01a47910918c18f1d7aef745fdf7d78d283b39a4597ca82f8cb"),
    ]

    @Test(arguments: vectors)
    func sealingGivesThePublishedBytes(vector: Vector) throws {
        var cipher = AES256GCM(key: bytes(vector.key))
        let sealed = cipher.seal(
            bytes(vector.message), nonce: bytes(vector.nonce), additional: bytes(vector.additional))
        #expect(hex(sealed) == vector.sealed)
        let message = try cipher.open(sealed, nonce: bytes(vector.nonce), additional: bytes(vector.additional))
        #expect(hex(message) == vector.message)
    }

    @Test(arguments: forged)
    func forgedBytesAreRefused(vector: Vector) {
        var cipher = AES256GCM(key: bytes(vector.key))
        #expect(throws: NotAuthentic()) {
            try cipher.open(bytes(vector.sealed), nonce: bytes(vector.nonce), additional: bytes(vector.additional))
        }
    }

    @Test func everyBitMatters() throws {
        var cipher = AES256GCM(key: repeated("07", 32))
        let nonce = repeated("01", 12)
        let sealed = cipher.seal(Array("a message".utf8), nonce: nonce, additional: [1, 2, 3])
        for bit in 0..<sealed.count * 8 {
            var other = sealed
            other[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: NotAuthentic()) { try cipher.open(other, nonce: nonce, additional: [1, 2, 3]) }
        }
        #expect(throws: NotAuthentic()) { try cipher.open(sealed, nonce: nonce, additional: [1, 2]) }
        #expect(throws: NotAuthentic()) { try cipher.open(sealed, nonce: nonce) }
        #expect(throws: NotAuthentic()) { try cipher.open(sealed, nonce: repeated("02", 12), additional: [1, 2, 3]) }
        // A failure spoils nothing.
        #expect(try cipher.open(sealed, nonce: nonce, additional: [1, 2, 3]) == Array("a message".utf8))
    }

    @Test func whatIsShorterThanATagIsRefused() {
        var cipher = AES256GCM(key: repeated("07", 32))
        for count in 0..<16 {
            #expect(throws: NotAuthentic()) {
                try cipher.open([UInt8](repeating: 0, count: count), nonce: repeated("01", 12))
            }
        }
    }

    @Test func theLargestMessageIsTaken() throws {
        var cipher = AES256GCM(key: repeated("07", 32))
        let message = [UInt8](repeating: 5, count: AES256GCM.maximumMessageBytes)
        let sealed = cipher.seal(message, nonce: repeated("01", 12))
        #expect(sealed.count == message.count + 16)
        #expect(try cipher.open(sealed, nonce: repeated("01", 12)) == message)
        #expect(throws: NotAuthentic()) { try cipher.open(sealed + [0], nonce: repeated("01", 12)) }
    }
}

import Cryptography
import Testing

@Suite struct ScryptTests {
    struct Vector: Sendable {
        let password: String
        let salt: String
        let cost: Scrypt.Cost
        let key: String
    }

    /// RFC 7914 section 12; its last vector wants 1 GiB, which is more than is given.
    static let vectors: [Vector] = [
        Vector(
            password: "", salt: "", cost: Scrypt.Cost(n: 16, r: 1, p: 1),
            key: "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"),
        Vector(
            password: "password", salt: "NaCl", cost: Scrypt.Cost(n: 1024, r: 8, p: 16),
            key: "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"),
        Vector(
            password: "pleaseletmein", salt: "SodiumChloride", cost: Scrypt.Cost(n: 16384, r: 8, p: 1),
            key: "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"),
    ]

    @Test(arguments: vectors)
    func scryptGivesThePublishedKeys(vector: Vector) throws {
        let derived = try Scrypt.derive(
            password: Array(vector.password.utf8), salt: Array(vector.salt.utf8), cost: vector.cost, length: 64)
        #expect(hex(derived) == vector.key)
    }

    @Test func theLargestCostIsTakenAndTheNextOneRefused() throws {
        let largest = Scrypt.Cost(n: 1 << 18, r: 8, p: 1)
        #expect(largest.isAcceptable)
        #expect(try derive(largest).count == 32)
        #expect(throws: Scrypt.CostRefused.self) { try derive(Scrypt.Cost(n: 1 << 18, r: 9, p: 1)) }
        #expect(throws: Scrypt.CostRefused.self) { try derive(Scrypt.Cost(n: 1 << 19, r: 8, p: 1)) }
    }

    @Test(arguments: [[2, 1, 1], [2, 64, 64], [4, 1, 1]])
    func smallCostsAreTaken(cost: [Int]) throws {
        #expect(try derive(Scrypt.Cost(n: cost[0], r: cost[1], p: cost[2])).count == 32)
    }

    @Test(arguments: [
        [1, 1, 1], [3, 1, 1], [0, 1, 1], [-2, 1, 1], [.min, 1, 1], [1 << 23, 1, 1], [1 << 62, 1, 1], [2, 65, 1],
        [2, 1, 65], [2, 0, 1], [2, 1, 0], [2, -1, -1], [2, .max, .max],
    ])
    func costsOutOfBoundsAreRefused(cost: [Int]) {
        #expect(throws: Scrypt.CostRefused.self) {
            try derive(Scrypt.Cost(n: cost[0], r: cost[1], p: cost[2]))
        }
    }

    @Test func lengthsFromOneTo1024AreTaken() throws {
        let cost = Scrypt.Cost(n: 2, r: 1, p: 1)
        #expect(try derive(cost, length: 1).count == 1)
        #expect(try derive(cost, length: 1024).count == 1024)
        for length in [-1, 0, 1025] {
            #expect(throws: Scrypt.CostRefused.self) { try derive(cost, length: length) }
        }
    }

    @Test func passwordAndSaltBothMatter() throws {
        let cost = Scrypt.Cost(n: 16, r: 1, p: 1)
        let keys = try Set([
            Scrypt.derive(password: [1], salt: [1], cost: cost, length: 16),
            Scrypt.derive(password: [2], salt: [1], cost: cost, length: 16),
            Scrypt.derive(password: [1], salt: [2], cost: cost, length: 16),
        ])
        #expect(keys.count == 3)
    }

    private func derive(_ cost: Scrypt.Cost, length: Int = 32) throws -> [UInt8] {
        try Scrypt.derive(password: [1, 2, 3], salt: [4, 5, 6], cost: cost, length: length)
    }
}

import Cryptography

/// Computes the CID of a file as its bytes stream by, equal to `ipfs add --cid-version=1` of Kubo: chunks of 256 KiB as
/// raw leaves, a balanced graph of at most 174 links a node, UnixFS 1 file nodes in dag-pb.
///
/// A file of one chunk, also the empty one, is named by its raw leaf. Memory does not grow with the file: one running
/// digest, and at most 174 links on each of log174(chunks) levels (four levels pass 200 TB). Sources: ipfs/specs
/// UNIXFS, and dag-pb, whose writers put links before data on the wire.
package struct UnixFSHasher: ~Copyable, Sendable {
    package static let chunkBytes = 256 * 1024
    static let linksPerNode = 174

    /// One finished node: its name, the size of its graph on the wire, and the file bytes below it.
    private struct Link {
        let cid: CID
        let graphBytes: UInt64
        let fileBytes: UInt64
    }

    private let chunkSize: Int
    private var chunk = SHA256()
    private var chunkFill = 0
    private var levels: [[Link]] = [[]]

    package init() { self.init(chunkSize: Self.chunkBytes) }

    /// With other chunks, so that tests reach deep graphs with few bytes.
    init(chunkSize: Int) { self.chunkSize = chunkSize }

    /// What is held in memory at this moment.
    var heldLinks: Int { levels.reduce(0) { $0 + $1.count } }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes[...]
        while !rest.isEmpty {
            // A full chunk is closed only when more follows, so that the last one is empty only in an empty file.
            if chunkFill == chunkSize { closeChunk() }
            let part = rest.prefix(chunkSize - chunkFill)
            chunk.update(UnsafeRawBufferPointer(rebasing: part))
            chunkFill += part.count
            rest = rest.dropFirst(part.count)
        }
    }

    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// The identifier of everything that came by; the value is spent.
    package consuming func finalize() -> CID {
        closeChunk()
        var level = 0
        while true {
            if level == levels.count - 1, levels[level].count == 1 { return levels[level][0].cid }
            if !levels[level].isEmpty { closeNode(at: level) }
            level += 1
        }
    }

    private mutating func closeChunk() {
        let cid = CID(codec: .raw, digest: chunk.finalizeAndBegin())
        add(Link(cid: cid, graphBytes: UInt64(chunkFill), fileBytes: UInt64(chunkFill)), at: 0)
        chunkFill = 0
    }

    /// Closes a full node only when another link comes, so that a root is never the only child of another.
    private mutating func add(_ link: Link, at level: Int) {
        if level == levels.count { levels.append([]) }
        if levels[level].count == Self.linksPerNode { closeNode(at: level) }
        levels[level].append(link)
    }

    private mutating func closeNode(at level: Int) {
        let links = levels[level]
        levels[level] = []
        let fileBytes = links.reduce(0) { $0 + $1.fileBytes }
        let node = Self.node(links, fileBytes: fileBytes)
        let graphBytes = links.reduce(UInt64(node.count)) { $0 + $1.graphBytes }
        add(
            Link(cid: CID(codec: .dagPB, digest: SHA256.hash(node)), graphBytes: graphBytes, fileBytes: fileBytes),
            at: level + 1)
    }

    /// The bytes of a file node: PBLink { Hash, Name "", Tsize } for each, then the data { Type file, filesize,
    /// blocksizes }.
    private static func node(_ links: [Link], fileBytes: UInt64) -> [UInt8] {
        var node: [UInt8] = []
        var data: [UInt8] = [0x08, 0x02, 0x18] + Varint.encode(fileBytes)
        for link in links {
            let cid = link.cid.bytes
            var body = [0x0a] + Varint.encode(UInt64(cid.count)) + cid
            body += [0x12, 0x00, 0x18] + Varint.encode(link.graphBytes)
            node += [0x12] + Varint.encode(UInt64(body.count)) + body
            data += [0x20] + Varint.encode(link.fileBytes)
        }
        return node + [0x0a] + Varint.encode(UInt64(data.count)) + data
    }
}

import SystemPackage

/// Reads numbers out of bytes that may end anywhere; whatever lies outside is nil, so no parser can run over the end.
struct HeaderReader {
    private let fetch: (_ offset: Int, _ count: Int) -> [UInt8]?
    /// How many bytes there are.
    let count: Int

    init(_ bytes: [UInt8]) {
        count = bytes.count
        fetch = { offset, count in
            offset <= bytes.count - count ? Array(bytes[offset..<offset + count]) : nil
        }
    }

    /// Lends a reader of a file; a file that cannot be opened is an error, one that cannot be read is empty.
    static func ofFile<Result>(_ path: String, _ body: (HeaderReader) throws -> Result) throws -> Result {
        let file: FileDescriptor
        do {
            file = try FileDescriptor.open(FilePath(path), .readOnly)
        } catch {
            throw AudioError.failed(detail: "a file cannot be opened: \(error)")
        }
        return try file.closeAfter { try body(HeaderReader(file)) }
    }

    private init(_ file: FileDescriptor) {
        do {
            count = Int(try file.seek(offset: 0, from: .end))
        } catch {
            count = 0
        }
        fetch = { offset, count in
            var bytes = [UInt8](repeating: 0, count: count)
            do {
                let got = try bytes.withUnsafeMutableBytes {
                    try file.read(fromAbsoluteOffset: Int64(offset), into: $0)
                }
                return got == count ? bytes : nil
            } catch {
                return nil
            }
        }
    }

    /// Bytes at a place; nil unless all of them are there. At most 64 at a time.
    func bytes(_ offset: Int, _ count: Int) -> [UInt8]? {
        guard offset >= 0, (1...64).contains(count), offset <= self.count, count <= self.count - offset else {
            return nil
        }
        return fetch(offset, count)
    }

    /// An unsigned number of up to eight bytes, most significant first.
    func big(_ offset: Int, _ count: Int) -> Int? {
        bytes(offset, count).flatMap { Int(exactly: $0.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }) }
    }

    /// An unsigned number of up to eight bytes, least significant first.
    func little(_ offset: Int, _ count: Int) -> Int? {
        bytes(offset, count).flatMap { Int(exactly: $0.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }) }
    }

    func has(_ text: StaticString, at offset: Int) -> Bool {
        text.withUTF8Buffer { wanted in bytes(offset, wanted.count).map { $0.elementsEqual(wanted) } ?? false }
    }
}

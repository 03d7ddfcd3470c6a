import Glibc
import SystemPackage

/// A file that is written beside its place and moved there when it is whole, so that nobody ever sees half of it.
struct Draft: Sendable {
    let path: String
    private let place: String

    init(for place: String) {
        self.place = place
        path = "\(place).\(String(UInt64.random(in: 0 ... .max), radix: 36)).part"
    }

    /// Puts the bytes on the disk and moves the file to its place in one step, over whatever is there.
    func publish() throws {
        do {
            let file = try FileDescriptor.open(FilePath(path), .readOnly)
            // Without this a power cut could leave an empty file under the final name.
            try file.closeAfter {
                guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
            }
            guard rename(path, place) == 0 else { throw Errno(rawValue: errno) }
        } catch let error as Errno {
            throw AudioError.failed(detail: "a finished file could not be kept: \(error)")
        }
    }

    /// Removes what was written, if it was not published.
    func discard() {
        _ = unlink(path)
    }
}

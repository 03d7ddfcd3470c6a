import Foundation

/// Somewhere backups can be kept.
struct BackupPlace: Encodable, Sendable, Equatable {
    let folder: String
    let label: String
    let freeBytes: Int64
    let isRemovable: Bool
}

/// Where the disks of this machine are mounted. Blocks as long as the disks take.
struct BackupPlaces: Sendable {
    /// Where desktops and admins mount disks that come and go, and those that stay.
    private static let comingAndGoing = ["/media", "/run/media"]
    private static let staying = ["/mnt"]

    /// The table of mounts.
    var table: @Sendable () -> String = { (try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)) ?? "" }
    /// Where the kernel says what kind of disk a device is.
    var devices = "/sys/dev/block"

    /// Disks below the folders for disks, and the folder that is set, by path.
    ///
    /// - Parameter readOnlyToo: a disk that is only read is good for restoring.
    func all(with folder: String?, readOnlyToo: Bool = false) -> [BackupPlace] {
        let mounts = Mount.all(in: table())
        var places = mounts.filter { mount in
            (readOnlyToo || !mount.isReadOnly)
                && (Self.comingAndGoing + Self.staying).contains { BackupRules.lies(mount.point, in: $0) }
        }.compactMap { place($0.point, mounts) }
        if let folder, !places.contains(where: { $0.folder == folder }), let place = place(folder, mounts) {
            places.append(place)
        }
        return places.sorted { $0.folder < $1.folder }
    }

    private func place(_ folder: String, _ mounts: [Mount]) -> BackupPlace? {
        var facts = statvfs()
        guard Self.isFolder(folder), statvfs(folder, &facts) == 0 else { return nil }
        let (bytes, overflow) = UInt64(facts.f_bavail).multipliedReportingOverflow(by: UInt64(facts.f_frsize))
        let mount = mounts.filter { BackupRules.lies(folder, in: $0.point) }.max { $0.point.count < $1.point.count }
        let isRemovable =
            Self.comingAndGoing.contains { BackupRules.lies(folder, in: $0) }
            || mount.map { hasRemovableDisk(device: $0.device) } ?? false
        return BackupPlace(
            folder: folder, label: folder.split(separator: "/").last.map(String.init) ?? folder,
            freeBytes: overflow ? .max : Int64(clamping: bytes), isRemovable: isRemovable)
    }

    /// A partition's disk is the folder above it.
    private func hasRemovableDisk(device: String) -> Bool {
        ["\(devices)/\(device)/removable", "\(devices)/\(device)/../removable"].contains { path in
            FileManager.default.contents(atPath: path)?.first == UInt8(ascii: "1")
        }
    }

    static func isFolder(_ path: String) -> Bool {
        var facts = stat()
        return stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
    }

    static func areOnOneDisk(_ one: String, _ other: String) -> Bool {
        var (first, second) = (stat(), stat())
        return stat(one, &first) == 0 && stat(other, &second) == 0 && first.st_dev == second.st_dev
    }

    /// The path without links; nil if there is nothing.
    static func resolved(_ path: String) -> String? {
        guard let found = realpath(path, nil) else { return nil }
        defer { free(found) }
        return String(cString: found)
    }

    /// - Throws: `BackupRefusal` when backups cannot be kept there.
    static func check(_ folder: String, data: String) throws {
        guard isFolder(folder), let found = resolved(folder) else { throw BackupRefusal.noSuchFolder(folder) }
        guard let data = resolved(data), !BackupRules.lies(found, in: data) else {
            throw BackupRefusal.insideData(folder)
        }
        guard access(found, W_OK | X_OK) == 0 else { throw BackupRefusal.notWritable(folder) }
    }
}

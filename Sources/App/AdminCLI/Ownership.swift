import Glibc
import StageModel

/// Commands that an administrator gives as root act as the account that owns the box's data: a file that root made
/// there would be one that the daemon cannot write.
enum Ownership {
    /// Becomes the owner of a folder, if this process is root and somebody else owns it. There is no way back.
    ///
    /// - Throws: `OwnershipRefused` when the system does not allow it.
    static func take(of folder: String) throws {
        var facts = stat()
        guard geteuid() == 0, stat(folder, &facts) == 0, facts.st_uid != 0 else { return }
        guard setgroups(0, nil) == 0, setgid(facts.st_gid) == 0, setuid(facts.st_uid) == 0 else {
            throw OwnershipRefused(folder: folder)
        }
    }
}

/// The system does not let the command act as the owner of the data.
struct OwnershipRefused: Refusal {
    let folder: String
    let kind = RefusalKind.forbidden
    let reason = "command.ownership"

    var sentence: String {
        "This command cannot act as the owner of \(folder). Run it as that account, for example with sudo -u stagebox."
    }
}

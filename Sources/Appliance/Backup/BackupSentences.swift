internal import Glibc
internal import Mnemonic

extension BackupFailure {
    /// What happened, what it means and what to do.
    package var sentence: String {
        switch self {
        case .notPrepared, .foreign, .otherKey, .unknownFormat, .markerDamaged, .notEmpty, .busy: aboutFolder
        case .diskFull, .readOnly, .fileTooLarge, .system: aboutDisk
        case .badName, .sourceMissing, .sourceChanged: aboutSource
        case .wrongWords, .wrongKey, .wrongPassphrase, .noPassphrase, .weakPassphrase: aboutOpening
        case .noSnapshot, .snapshotMissing, .damaged, .blobsMissing, .blobsDamaged: aboutContent
        case .targetNotEmpty, .targetUnfinished, .targetClash: aboutTarget
        }
    }

    private var aboutFolder: String {
        switch self {
        case .notPrepared(let folder):
            "There is no backup folder in \(folder). Plug in the backup disk, or set this place up for backups first."
        case .foreign(let box):
            "This backup folder belongs to another box (\(box)). Nothing was written. Choose another disk or folder."
        case .otherKey:
            "This backup folder was set up with other recovery words. Nothing was written. Choose an empty folder."
        case .unknownFormat:
            "This backup folder was made by a later version. Update this box and try again."
        case .markerDamaged:
            "The file \(BackupLayout.marker), which says whose backup this is, is damaged; the disk may be failing. "
                + "To restore nevertheless, rename that file; for new backups choose an empty folder."
        case .notEmpty(let folder):
            "\(folder) holds other files. Choose a folder without a folder \(BackupLayout.folder) in it."
        default:
            "Another backup or restore is using this folder. Wait until it has ended and try again."
        }
    }

    private var aboutDisk: String {
        switch self {
        case .diskFull(let needed?):
            "The disk has no room: \((needed + 1_048_575) / 1_048_576) MiB are needed. What was there before is "
                + "unharmed. Free some space or use a larger disk."
        case .diskFull:
            "The disk is full. What was there before is unharmed. Free some space or use a larger disk."
        case .readOnly:
            "The disk cannot be written to. Check its write protection and whether it was removed uncleanly."
        case .fileTooLarge:
            "The disk's file system takes no file of this size. Format the disk as exFAT or ext4."
        case .system(let code, let path):
            "The disk failed with \u{201c}\(String(cString: strerror(code)))\u{201d} at \(path). "
                + "Check the disk and its cable; if it happens again, use another disk."
        default: code
        }
    }

    private var aboutSource: String {
        switch self {
        case .badName(let name):
            "\u{201c}\(name)\u{201d} cannot be a name in a backup, or is there twice. Report this as a fault."
        case .sourceMissing(let name):
            "\(name) could not be read, so no backup was made. Look at the health page for the state of the disk."
        case .sourceChanged(let name):
            "\(name) was changed while it was read, so no backup was made. Try again."
        default: code
        }
    }

    private var aboutOpening: String {
        switch self {
        case .wrongWords(let failure): failure.sentence
        case .wrongKey:
            "These recovery words are valid, but not the ones of this backup. "
                + "Look for the paper of the box that made it."
        case .wrongPassphrase:
            "The passphrase does not open this backup. Try again, or use the 24 recovery words."
        case .noPassphrase: "This backup has no passphrase. Use the 24 recovery words."
        case .weakPassphrase(let characters):
            "The passphrase is too short. Use at least \(characters) characters; several words are best."
        default: code
        }
    }

    private var aboutContent: String {
        switch self {
        case .noSnapshot: "There is no backup in this folder yet. Make one first."
        case .snapshotMissing(let name): "The backup \(name) is not in this folder. Choose another one from the list."
        case .damaged(let file, let reason):
            "The backup's file \(file) cannot be used: \(reason). Nothing was restored. Choose another backup."
        case .blobsMissing(let count):
            "\(count) \(count == 1 ? "file" : "files") of this backup \(count == 1 ? "is" : "are") missing in the "
                + "folder. Nothing was restored. Choose another backup or another disk."
        case .blobsDamaged(let cids):
            "\(cids.count) \(cids.count == 1 ? "file" : "files") of this backup \(cids.count == 1 ? "is" : "are") "
                + "damaged in the folder. Nothing was restored. Choose another backup or another disk."
        default: code
        }
    }

    private var aboutTarget: String {
        switch self {
        case .targetNotEmpty(let path):
            "\(path) is not empty, and a restore never overwrites. Choose an empty folder."
        case .targetUnfinished(let path):
            "An earlier restore into \(path) was cut short. Empty that folder and start again."
        case .targetClash(let name):
            "The backup holds two things for the same place, \(name). Nothing was restored. Report this as a fault."
        default: code
        }
    }
}

/// For logs.
extension BackupFailure: CustomStringConvertible {
    package var description: String { "\(code): \(sentence)" }
}

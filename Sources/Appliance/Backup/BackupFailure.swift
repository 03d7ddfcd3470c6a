package import Mnemonic

/// Why a backup is not made, checked or restored.
package enum BackupFailure: Error, Equatable, Sendable {
    // The folder.
    /// There is no backup folder: nothing is plugged in, or it was never prepared.
    case notPrepared(folder: String)
    /// The folder belongs to another box.
    case foreign(box: String)
    /// The folder was prepared with another recovery key.
    case otherKey
    /// A folder of a later version.
    case unknownFormat
    /// The plain file that says whose folder it is.
    case markerDamaged
    /// Files lie where a new backup folder should be made.
    case notEmpty(folder: String)
    /// Somebody else writes to, or restores from, the same folder.
    case busy

    // The disk.
    case diskFull(neededBytes: Int64?)
    case readOnly
    /// The file system takes no file of this size.
    case fileTooLarge
    /// `errno` of a call, and the file.
    case system(Int32, path: String)

    // What should be backed up.
    /// A name in the backup that is not allowed or given twice.
    case badName(String)
    /// A small file that is not there or cannot be read.
    case sourceMissing(String)
    /// A small file that was changed while it was read.
    case sourceChanged(String)

    // Opening.
    case wrongWords(MnemonicFailure)
    /// The recovery key is not the one of this folder.
    case wrongKey
    case wrongPassphrase
    /// There is nothing in the folder that a passphrase opens.
    case noPassphrase
    case weakPassphrase(characters: Int)

    // What is in the folder.
    case noSnapshot
    case snapshotMissing(String)
    /// A file, named relative to the folder, and the reason as the end of a sentence.
    case damaged(file: String, reason: String)
    case blobsMissing(Int)
    /// How many, and the CIDs, so that the next backup can write them again.
    case blobsDamaged([String])

    // The target.
    case targetNotEmpty(String)
    /// An earlier restore into this folder was cut short.
    case targetUnfinished(String)
    /// Two things would be restored to the same place.
    case targetClash(String)
}

extension BackupFailure {
    /// Stable, for machines.
    package var code: String {
        switch self {
        case .notPrepared: "backup.not_prepared"
        case .foreign: "backup.foreign"
        case .otherKey: "backup.other_key"
        case .unknownFormat: "backup.unknown_format"
        case .markerDamaged: "backup.marker_damaged"
        case .notEmpty: "backup.not_empty"
        case .busy: "backup.busy"
        case .diskFull: "backup.disk_full"
        case .readOnly: "backup.read_only"
        case .fileTooLarge: "backup.file_too_large"
        case .system: "backup.system"
        case .badName: "backup.bad_name"
        case .sourceMissing: "backup.source_missing"
        case .sourceChanged: "backup.source_changed"
        case .wrongWords: "backup.wrong_words"
        case .wrongKey: "backup.wrong_key"
        case .wrongPassphrase: "backup.wrong_passphrase"
        case .noPassphrase: "backup.no_passphrase"
        case .weakPassphrase: "backup.weak_passphrase"
        case .noSnapshot: "backup.no_snapshot"
        case .snapshotMissing: "backup.snapshot_missing"
        case .damaged: "backup.damaged"
        case .blobsMissing: "backup.blobs_missing"
        case .blobsDamaged: "backup.blobs_damaged"
        case .targetNotEmpty: "backup.target_not_empty"
        case .targetUnfinished: "backup.target_unfinished"
        case .targetClash: "backup.target_clash"
        }
    }
}

import Backup
import Cryptography
import Foundation
import StageModel

/// The recovery key as the box holds it: it seals every backup and opens one for the weekly test, and it is shown once
/// as 24 words to whoever owns the box.
extension DataFolder {
    var recoveryKeyFile: String { "\(path)/secrets/recovery.key" }

    /// The recovery key, nil before the first was made.
    ///
    /// - Throws: `DataFolderFailure.keyDamaged`.
    func knownRecoveryKey() throws -> RecoveryKey? {
        guard PrivateFile.exists(recoveryKeyFile) else { return nil }
        guard let bytes = FileManager.default.contents(atPath: recoveryKeyFile), bytes.count == RecoveryKey.byteCount
        else { throw DataFolderFailure.recoveryKeyDamaged(path: recoveryKeyFile) }
        return RecoveryKey(bytes: Array(bytes))
    }

    /// The recovery key; made once, on disk before it is used.
    func recoveryKey(entropy: Entropy) throws -> RecoveryKey {
        if let key = try knownRecoveryKey() { return key }
        try PrivateFile.make(entropy.bytes(RecoveryKey.byteCount), at: recoveryKeyFile)
        guard let key = try knownRecoveryKey() else {
            throw DataFolderFailure.recoveryKeyDamaged(path: recoveryKeyFile)
        }
        return key
    }
}

extension RecoveryKey {
    /// Tells one key from another and nothing about it; stands in the database beside the confirmation of its words.
    var mark: [UInt8] { Array(SHA256.hash(Array("stagebox recovery key mark".utf8) + bytes).prefix(16)) }

    /// The words one by one.
    var wordList: [String] { words.split(separator: " ").map(String.init) }
}

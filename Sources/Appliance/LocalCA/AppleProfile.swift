import Cryptography
import Foundation

/// A configuration profile that installs the root on iPhone, iPad and Mac.
///
/// Apple's systems offer to install a profile, while a bare certificate is saved as a page by some of their browsers.
/// Identifiers are derived from the root, so that a profile that is downloaded again replaces the one before, whatever
/// the box is called by then; profiles of two boxes stand side by side. It is not signed, as nothing on the device
/// could check a signature before the root is trusted. After installing, a person still switches the root on under
/// Certificate Trust Settings.
package struct AppleProfile: Sendable, Hashable {
    package static let mediaType = "application/x-apple-aspen-config"
    package static let fileName = "stagebox.mobileconfig"

    /// An XML property list.
    package let bytes: [UInt8]

    /// - Parameter boxName: in any script; what cannot be shown is left away.
    /// - Throws: what Foundation throws when it cannot write a property list; not for any name.
    package init(root: Root, boxName: String) throws {
        let name = BoxName.cleaned(boxName, limit: 64)
        let title = name.isEmpty ? "Stagebox" : "\(name) (Stagebox)"
        let identifier =
            "local.stagebox.root."
            + root.fingerprint.bytes.prefix(8).map {
                ($0 < 16 ? "0" : "") + String($0, radix: 16)
            }.joined()
        let certificate: [String: Any] = [
            "PayloadType": "com.apple.security.root",
            "PayloadVersion": 1,
            "PayloadIdentifier": "\(identifier).certificate",
            "PayloadUUID": AppleProfile.identity("certificate", of: root),
            "PayloadDisplayName": root.subject,
            "PayloadDescription": "Lets this device open the secure pages of \(title).",
            "PayloadCertificateFileName": "stagebox-root.cer",
            "PayloadContent": Data(root.der),
        ]
        let profile: [String: Any] = [
            "PayloadType": "Configuration",
            "PayloadVersion": 1,
            "PayloadIdentifier": identifier,
            "PayloadUUID": AppleProfile.identity("profile", of: root),
            "PayloadDisplayName": title,
            "PayloadOrganization": "Stagebox",
            "PayloadDescription": "Installs the root certificate of \(title). It is good for local names and "
                + "addresses only. SHA-256: \(root.fingerprint.grouped)",
            "PayloadRemovalDisallowed": false,
            "PayloadContent": [certificate],
        ]
        bytes = Array(try PropertyListSerialization.data(fromPropertyList: profile, format: .xml, options: 0))
    }

    /// A UUID of version 8 (RFC 9562, section 5.8) from the root and a word.
    private static func identity(_ word: String, of root: Root) -> String {
        var hash = SHA256.hash(Array(word.utf8) + root.fingerprint.bytes)
        hash[6] = hash[6] & 0x0f | 0x80
        hash[8] = hash[8] & 0x3f | 0x80
        return UUID(
            uuid: (
                hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7], hash[8], hash[9], hash[10],
                hash[11], hash[12], hash[13], hash[14], hash[15]
            )
        ).uuidString
    }
}

package import Foundation

/// Why a certificate of the owner's own cannot be used. Paths are those that were given.
package enum OwnCertificateFailure: Error, Equatable, Sendable {
    case fileMissing(path: String)
    /// The system's error number, such as EACCES.
    case fileUnreadable(path: String, code: Int32)
    /// A folder, a device, a pipe.
    case notAFile(path: String)
    /// Longer than `OwnCertificate.fileLimit`.
    case fileTooLong(path: String)
    /// A block without its end, or with other characters than base64 in it.
    case fileBroken(path: String)
    case noCertificate(path: String)
    /// The position counts from 1.
    case certificateUnreadable(path: String, position: Int)
    /// More than `OwnCertificate.chainLimit`.
    case chainTooLong
    case noKey(path: String)
    case severalKeys(path: String)
    case keyLocked(path: String)
    case keyUnreadable(path: String)
    case keyMismatch
    /// The key belongs to the certificate at this position, counted from 1.
    case wrongOrder(position: Int)
    /// The certificate at this position was not signed by the one after it.
    case chainBroken(position: Int)
    /// A kind of key that browsers do not take: Ed25519 or P-521.
    case keyUnfit
    /// SHA-1, which nobody trusts any more.
    case signatureUnfit
    /// It is a root or an intermediate.
    case isAuthority
    /// Its purposes are named, and a TLS server is not among them.
    case notForServers
    /// No subject alternative name of a host or an address; browsers look at nothing else.
    case namesNothing
    case notYetValid(from: Date)
    case expired(Date)

    package var sentence: String {
        fileSentence ?? contentSentence
    }

    private var fileSentence: String? {
        switch self {
        case .fileMissing(let path):
            "There is no file \(Words.shown(path)). Check the path in the configuration."
        case .fileUnreadable(let path, let code):
            "The file \(Words.shown(path)) cannot be read: \(Words.system(code)). "
                + "Let the account of the box read it."
        case .notAFile(let path):
            "\(Words.shown(path)) is not a file. Give the path of a PEM file."
        case .fileTooLong(let path):
            "The file \(Words.shown(path)) is longer than \(OwnCertificate.fileLimit >> 10) KiB, which no certificate "
                + "is. Check the path."
        case .fileBroken(let path):
            "The file \(Words.shown(path)) was cut off or changed. Copy it again."
        case .noCertificate(let path):
            "There is no certificate in \(Words.shown(path)). It must be PEM text with BEGIN CERTIFICATE; "
                + "openssl x509 -inform der makes PEM of a binary file."
        case .certificateUnreadable(let path, let position):
            "Certificate \(position) in \(Words.shown(path)) is damaged or of a kind that the box does not know. "
                + "Copy it again from where it was issued."
        case .noKey(let path):
            "There is no private key in \(Words.shown(path)). It must be PEM text with BEGIN PRIVATE KEY."
        case .severalKeys(let path):
            "There are several private keys in \(Words.shown(path)). Leave only the one of this certificate."
        case .keyLocked(let path):
            "The key in \(Words.shown(path)) is protected by a passphrase, which nobody can type when the box starts. "
                + "openssl pkey -in OLD -out NEW removes it."
        case .keyUnreadable(let path):
            "The key in \(Words.shown(path)) is damaged, too short, or of a kind that the box does not know. "
                + "Use RSA with 2048 bits or more, P-256 or P-384."
        default: nil
        }
    }

    private var contentSentence: String {
        switch self {
        case .chainTooLong:
            "There are more than \(OwnCertificate.chainLimit) certificates in the file. "
                + "Leave the one of the box and those between it and its root."
        case .keyMismatch:
            "The key does not belong to the certificate. "
                + "Give the two files that were made together; after a renewal both must be new."
        case .wrongOrder(let position):
            "The certificate of the box comes at place \(position) in its file. Put it first, its issuer after it."
        case .chainBroken(let position):
            "Certificate \(position) was not signed by the one after it. "
                + "Put each issuer after what it signed, and nothing else."
        case .keyUnfit:
            "Browsers do not take this kind of key. Order the certificate for RSA with 2048 bits, P-256 or P-384."
        case .signatureUnfit:
            "The certificate is signed with SHA-1, which browsers refuse. Have it issued anew."
        case .isAuthority:
            "This is the certificate of an authority, not of a server. Give the one that was issued for the box."
        case .notForServers:
            "The certificate was issued for another purpose than a server. Order one for a TLS server."
        case .namesNothing:
            "The certificate names no host or address (subject alternative name). Have it issued anew with the name "
                + "of the box."
        case .notYetValid(let from):
            "The certificate is valid from \(Words.day(from)) only. Check the clock of the box, or wait."
        case .expired(let date):
            "The certificate was valid until \(Words.day(date)). Renew it; the box sees the new files by itself."
        default:
            preconditionFailure("every failure is about a file or about what is in it")
        }
    }
}

/// What is not wrong with a certificate of the owner's own, but will disturb somebody.
package enum OwnCertificateWarning: Equatable, Sendable {
    /// Fewer than `OwnCertificate.warningDays` are left.
    case endsSoon(days: Int)
    /// Names and addresses under which the box is reached and which the certificate does not cover.
    case leavesOut([String])
    /// One certificate that another one signed: what lies between it and the root may be missing.
    case mayLackIntermediate
    /// The first certificate signed itself: no device trusts it unless it is told to.
    case selfSigned
    /// Others than the account of the box may read the file of the key.
    case keyOpenToOthers

    package var sentence: String {
        switch self {
        case .endsSoon(let days):
            "The certificate ends in \(Words.days(days)). Renew it now."
        case .leavesOut(let names):
            "The certificate does not cover \(Words.list(names)). Under these, browsers will warn."
        case .mayLackIntermediate:
            "There is only one certificate in the file. If your authority gives a full chain (fullchain.pem), use "
                + "that, or phones may refuse it."
        case .selfSigned:
            "The certificate signed itself. Every device must be told to trust it."
        case .keyOpenToOthers:
            "Other accounts of this machine may read the key. chmod 600 closes it."
        }
    }
}

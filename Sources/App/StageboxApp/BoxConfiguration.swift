import Configuration
import SystemPackage

/// Everything about the box that its owner may set outside the web page. Every key has a default.
///
/// Sources, the stronger first: flags of the command, environment variables (`STAGEBOX_HTTP_PORT`), the YAML file
/// (`packaging/stagebox.yaml` shows every key), the defaults here.
package struct BoxConfiguration: Sendable, Equatable, Codable {
    /// Folder for the database, the files and the box's secret.
    package var dataFolder = "/var/lib/stagebox"
    /// Folder of the built web application.
    package var webFolder = "/usr/share/stagebox/web"
    /// Address to listen on; `::` means every IPv6 and IPv4 address.
    package var bindAddress = "::"
    /// Port for plain HTTP; 0 takes a free one.
    package var httpPort = 8080
    /// Port for HTTPS; 0 takes a free one.
    package var httpsPort = 8443
    /// Whether HTTPS is served; without it phones lend no camera and keep no page for times without a network.
    package var servesHTTPS = true
    /// PEM file of a certificate chain of the owner's own; empty: the box signs one itself.
    package var tlsCertificate = ""
    /// PEM file of the certificate's key.
    package var tlsKey = ""
    /// Names under which the box answers, beside its IP addresses and `localhost`; others are refused. Those below
    /// `.local` are announced to the network.
    package var hostNames = ["stagebox.local"]
    /// Whether the box announces its names and services to the network (mDNS).
    package var isAnnounced = true
    /// Programs for sound; the names are looked up in PATH.
    package var ffmpeg = "ffmpeg"
    package var ffprobe = "ffprobe"
    /// Bytes that uploads must leave free on the disk.
    package var reserveBytes: Int64 = 512 << 20
    /// While this file exists, an upgrade may change the database though doors are open.
    package var upgradePermit = "/etc/stagebox/upgrade-now"
    /// trace, debug, info, notice, warning, error or critical.
    package var logLevel = "info"

    package init() {}

    /// What the command line said, with the names of the flags.
    package struct Flags: Sendable {
        package var configurationFile: String?
        package var dataFolder: String?
        package var webFolder: String?
        package var bindAddress: String?
        package var httpPort: Int?
        package var httpsPort: Int?
        package var tlsCertificate: String?
        package var tlsKey: String?
        package var logLevel: String?

        package init() {}
    }

    /// Reads all sources.
    ///
    /// - Throws: `ConfigurationFailure` with a sentence when the file is missing, not YAML, or a value has the wrong
    ///   type or lies out of bounds.
    package static func load(
        flags: Flags, environment: [String: String]
    ) async throws -> BoxConfiguration {
        var providers: [any ConfigProvider] = [
            EnvironmentVariablesProvider(environmentVariables: environment).prefixKeys(with: "stagebox")
        ]
        if let path = flags.configurationFile {
            do {
                providers.append(try await FileProvider<YAMLSnapshot>(filePath: FilePath(path)))
            } catch {
                throw ConfigurationFailure(
                    "The configuration file \(path) cannot be read: \(error). Mend it or leave it out.")
            }
        }
        var box = BoxConfiguration()
        try box.apply(ConfigReader(providers: providers))
        box.apply(flags)
        try box.check()
        return box
    }

    private mutating func apply(_ reader: ConfigReader) throws {
        let source = SettingSource(reader: reader)
        dataFolder = try source.text("data.folder") ?? dataFolder
        webFolder = try source.text("web.folder") ?? webFolder
        bindAddress = try source.text("bind.address") ?? bindAddress
        httpPort = try source.number("http.port") ?? httpPort
        httpsPort = try source.number("https.port") ?? httpsPort
        servesHTTPS = try source.flag("https.enabled") ?? servesHTTPS
        isAnnounced = try source.flag("network.announce") ?? isAnnounced
        tlsCertificate = try source.text("tls.certificate") ?? tlsCertificate
        tlsKey = try source.text("tls.key") ?? tlsKey
        hostNames = try source.list("host.names") ?? hostNames
        ffmpeg = try source.text("audio.ffmpeg") ?? ffmpeg
        ffprobe = try source.text("audio.ffprobe") ?? ffprobe
        reserveBytes = Int64(try source.number("data.reserve-bytes") ?? Int(reserveBytes))
        upgradePermit = try source.text("upgrade.permit-file") ?? upgradePermit
        logLevel = try source.text("log.level") ?? logLevel
    }

    private mutating func apply(_ flags: Flags) {
        dataFolder = flags.dataFolder ?? dataFolder
        webFolder = flags.webFolder ?? webFolder
        bindAddress = flags.bindAddress ?? bindAddress
        httpPort = flags.httpPort ?? httpPort
        httpsPort = flags.httpsPort ?? httpsPort
        tlsCertificate = flags.tlsCertificate ?? tlsCertificate
        tlsKey = flags.tlsKey ?? tlsKey
        logLevel = flags.logLevel ?? logLevel
    }

    private func check() throws {
        for (name, port) in [("HTTP", httpPort), ("HTTPS", httpsPort)] where !(0...65535).contains(port) {
            throw ConfigurationFailure("The \(name) port is \(port); a port lies between 0 and 65535.")
        }
        guard tlsCertificate.isEmpty == tlsKey.isEmpty else {
            throw ConfigurationFailure("A certificate of your own needs its key beside it; only one of the two is set.")
        }
        guard reserveBytes >= 0 else { throw ConfigurationFailure("The disk reserve cannot be below zero.") }
        guard Self.logLevels.contains(logLevel) else {
            throw ConfigurationFailure("The log level is one of \(Self.logLevels.joined(separator: ", ")).")
        }
        guard !dataFolder.isEmpty else { throw ConfigurationFailure("The data folder has no name.") }
    }

    private static let logLevels = ["trace", "debug", "info", "notice", "warning", "error", "critical"]
}

/// Reads typed values; a value of another type is a failure with the setting's name, never silently the default.
private struct SettingSource {
    let reader: ConfigReader

    func text(_ name: String) throws -> String? {
        if let text = reader.string(forKey: ConfigKey(name)) { return text }
        guard reader.int(forKey: ConfigKey(name)) == nil, reader.bool(forKey: ConfigKey(name)) == nil else {
            throw ConfigurationFailure("The setting \(name) must be text. Put it in quotes.")
        }
        return nil
    }

    func number(_ name: String) throws -> Int? {
        if let number = reader.int(forKey: ConfigKey(name)) { return number }
        guard reader.string(forKey: ConfigKey(name)) == nil else {
            throw ConfigurationFailure("The setting \(name) must be a whole number.")
        }
        return nil
    }

    func flag(_ name: String) throws -> Bool? {
        if let flag = reader.bool(forKey: ConfigKey(name)) { return flag }
        guard reader.string(forKey: ConfigKey(name)) == nil, reader.int(forKey: ConfigKey(name)) == nil else {
            throw ConfigurationFailure("The setting \(name) must be true or false.")
        }
        return nil
    }

    func list(_ name: String) throws -> [String]? {
        if let list = reader.stringArray(forKey: ConfigKey(name)) { return list }
        guard reader.string(forKey: ConfigKey(name)) == nil else {
            throw ConfigurationFailure("The setting \(name) must be a list.")
        }
        return nil
    }
}

/// A setting that the box cannot start with; the sentence says which and what to do.
package struct ConfigurationFailure: Error, CustomStringConvertible {
    package let description: String

    init(_ sentence: String) { description = sentence }
}

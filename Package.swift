// swift-tools-version:6.2
import PackageDescription

// The architecture on one page. Floors, lowest first. A module imports modules of lower floors that it lists
// here and, on its own floor, only what is listed; features never list each other. `packaging/test` builds with
// --explicit-target-dependency-import-check error, so an undeclared import does not slip through.

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

// Modules that read `struct stat` beside Foundation: which C module the compiler takes it from there depends on the order
// of the build, so visibility by member cannot be demanded of them.
let readsFileFacts: Set = ["LocalCA", "StageboxApp", "AdminCLI", "Backup"]
let lenient: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

// Tests see whatever the modules they test see; an import list of every member's home would only be noise there.
let tested: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

// Products of other packages, named once.
let GRDB: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let asn1: Target.Dependency = .product(name: "SwiftASN1", package: "swift-asn1")
let certificates: Target.Dependency = .product(name: "X509", package: "swift-certificates")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let configuration: Target.Dependency = .product(name: "Configuration", package: "swift-configuration")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdHTTP2: Target.Dependency = .product(name: "HummingbirdHTTP2", package: "hummingbird")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioTLS: Target.Dependency = .product(name: "NIOTLS", package: "swift-nio")
let nioWebSocket: Target.Dependency = .product(name: "NIOWebSocket", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let nioExtras: Target.Dependency = .product(name: "NIOExtras", package: "swift-nio-extras")
let nioHTTPTypes: Target.Dependency = .product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTPTypesHTTP1: Target.Dependency = .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")

// Which test targets to build: all, or the one named (shortens the way from a change to its tests).
let only = Context.environment["ONLY"]

let package = Package(
    name: "stagebox",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "stagebox", targets: ["stagebox"]),
        .executable(name: "stagebench", targets: ["stagebench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: [.defaults, "YAML"]),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        // Kit: libraries that have never heard of music, tickets, HTTP or SQL.
        shim("CAvahi", apt: "libavahi-client-dev"),
        shim("CCrypto", pkgConfig: "libcrypto", apt: "libssl-dev"),
        shim("CQRencode", pkgConfig: "libqrencode", apt: "libqrencode-dev"),
        module("Avahi", in: "Kit", uses: "CAvahi"),
        module("Cryptography", in: "Kit", uses: "CCrypto"),
        module("Mnemonic", in: "Kit", uses: "Cryptography"),
        module("Multiformats", in: "Kit", uses: "Cryptography"),
        module("QRCode", in: "Kit", uses: "CQRencode"),

        // Engine: machines that keep state. Still no product words.
        module("SQLStore", in: "Engine", uses: GRDB, sqlite, log),
        module("BlobStore", in: "Engine", uses: "Multiformats", "Cryptography", nioCore, nioPosix),

        // Appliance: the box as a thing on a shelf.
        module("Audio", in: "Appliance", uses: subprocess, systemPackage),
        module("Supervision", in: "Appliance"),
        module("Backup", in: "Appliance", uses: "Cryptography", "Mnemonic", "Multiformats", nioPosix),
        module("LocalCA", in: "Appliance", uses: "Cryptography", certificates, asn1, crypto),
        module("LocalNetwork", in: "Appliance", uses: "Avahi", lifecycle, log),

        // Stage: what every feature stands on.
        module("StageModel", in: "Stage", uses: "Cryptography", GRDB),
        module("EventLog", in: "Stage", uses: "StageModel", "SQLStore", "Cryptography", GRDB),
        module("Ledger", in: "Stage", uses: "StageModel", "SQLStore", "Cryptography", GRDB),
        module(
            "WebEdge", in: "Stage",
            uses: "StageModel", "EventLog", "SQLStore", "Cryptography", GRDB, hummingbird, hummingbirdCore,
            hummingbirdHTTP2, httpTypes, log, nioCore, nioPosix, nioHTTP1, nioTLS, nioSSL, nioWebSocket, nioExtras,
            nioHTTPTypes, nioHTTPTypesHTTP1, lifecycle),

        // Features: one per thing a person can do. They never import each other.
        feature("Identity", uses: "Cryptography", "QRCode"),
        feature("Catalog", uses: "BlobStore", "Multiformats", "Audio", lifecycle),
        feature("Ticketing", uses: "QRCode"),
        feature("Payments", uses: "Cryptography", "Ledger", "QRCode"),

        // App: the one place that knows everything.
        module(
            "StageboxApp", in: "App",
            uses: "CCrypto", "Cryptography", "QRCode", "Multiformats", "SQLStore", "BlobStore", "Audio", "LocalCA",
            "LocalNetwork", "Supervision", "Backup", "Mnemonic", "StageModel", "EventLog", "Ledger", "WebEdge",
            "Identity", "Catalog", "Ticketing", "Payments", GRDB, httpTypes, configuration, log, lifecycle, signals,
            nioCore, nioPosix, systemPackage),
        module(
            "AdminCLI", in: "App",
            uses: "StageboxApp", "StageModel", "SQLStore", "Identity", "QRCode", "LocalCA", "Supervision", "Backup",
            "Mnemonic", arguments, log),
        program("stagebox", uses: "AdminCLI", arguments),
        program(
            "stagebench", in: "Tools",
            uses: "StageboxApp", "StageModel", "SQLStore", "WebEdge", "Identity", "Catalog", "Ticketing", "Payments",
            "Cryptography", "Multiformats", GRDB, sqlite, nioCore, log, arguments),

        // Tests that belong to no single module.
        [.target(
            name: "TestBox",
            dependencies: [
                "StageboxApp", "StageModel", "WebEdge", "Identity", "Cryptography", httpTypes, nioCore, log,
            ], path: "Tests/TestBox", swiftSettings: strict)],
        suite(
            "EndToEndTests", uses: "TestBox", "StageboxApp", "Identity", "StageModel", "Ticketing", "Payments",
            "Catalog", httpTypes),
        suite("TidyTests"),
    ].flatMap { $0 }.filter { only == nil || $0.type != .test || $0.name == only }
)

/// A C library of the system, seen from Swift. Without pkg-config where it only offers flags that SwiftPM warns of;
/// the module map names the libraries to link anyway.
func shim(_ name: String, pkgConfig: String? = nil, apt: String) -> [Target] {
    [.systemLibrary(name: name, path: "Sources/Kit/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])]
}

/// A library and the test target that mirrors it.
func module(_ name: String, in floor: String, uses: Target.Dependency...) -> [Target] {
    library(name, in: floor, uses: uses)
}

/// A module on the Features floor; stands on Stage without having to say so.
func feature(_ name: String, uses: Target.Dependency...) -> [Target] {
    library(
        name, in: "Features",
        uses: ["StageModel", "EventLog", "WebEdge", "SQLStore", GRDB, hummingbird, httpTypes, nioCore, log] + uses)
}

func library(_ name: String, in floor: String, uses: [Target.Dependency]) -> [Target] {
    [
        .target(
            name: name, dependencies: uses, path: "Sources/\(floor)/\(name)",
            swiftSettings: readsFileFacts.contains(name) ? lenient : strict),
        .testTarget(
            name: "\(name)Tests", dependencies: [.byName(name: name)] + uses,
            path: "Tests/\(floor)/\(name)Tests", swiftSettings: tested),
    ]
}

func program(_ name: String, in floor: String = "App", uses: Target.Dependency...) -> [Target] {
    [.executableTarget(name: name, dependencies: uses, path: "Sources/\(floor)/\(name)", swiftSettings: strict)]
}

func suite(_ name: String, uses: Target.Dependency...) -> [Target] {
    [.testTarget(name: name, dependencies: uses, path: "Tests/\(name)", swiftSettings: tested)]
}

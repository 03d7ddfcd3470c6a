import CCrypto
import Foundation

/// What runs here, for whoever helps from afar.
package struct Versions: Sendable, Encodable {
    let stagebox: String
    let swift: String
    let sqlite: String
    let openssl: String
    let kernel: String
    let debian: String

    init(sqlite: String, machine: MachineReadings = MachineReadings()) {
        stagebox = StageboxVersion.text
        swift = Self.compiler
        self.sqlite = sqlite
        openssl = OpenSSL_version(OPENSSL_FULL_VERSION_STRING).map { String(cString: $0) } ?? ""
        kernel = Self.kernelRelease()
        debian = machine.system()
    }

    var sentence: String {
        "Stagebox \(stagebox), Swift \(swift), SQLite \(sqlite), OpenSSL \(openssl), Linux \(kernel), \(debian)."
    }

    /// The compiler that built this; the language has no way to ask at run time.
    private static var compiler: String {
        #if compiler(>=6.5)
            "6.5 or later"
        #elseif compiler(>=6.4)
            "6.4"
        #elseif compiler(>=6.3)
            "6.3"
        #else
            "6.2"
        #endif
    }

    private static func kernelRelease() -> String {
        var facts = utsname()
        guard uname(&facts) == 0 else { return "" }
        return withUnsafeBytes(of: facts.release) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}

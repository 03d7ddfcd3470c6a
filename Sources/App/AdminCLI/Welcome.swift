import Foundation
import Identity
import QRCode
import StageboxApp

/// What `serve` prints when the box listens: where to open it, a QR code of the best address, and the claim code.
struct Welcome {
    let box: Box
    let ports: Box.Ports
    let folder: String

    func show() async throws {
        let addresses = box.addresses(ports)
        var lines = ["", "Stagebox \(StageboxVersion.text) is running. Everything it keeps is in \(folder)", ""]
        for address in try addresses.all() {
            lines.append("  \(address.label.padding(toLength: 11, withPad: " ", startingAt: 0))\(address.url)")
        }
        lines.append("  Here       http://localhost:\(ports.http)/")
        if let best = addresses.best {
            lines.append("")
            lines += try QRMatrix(encoding: best, correction: .medium).terminalLines(quietZone: 2).map { "  \($0)" }
        }
        if let code = try await box.identity.claimCode() {
            lines += [
                "", "This box has no owner yet. Open it and enter the claim code:", "", "      \(code.text)", "",
                "After five wrong tries the code changes; 'stagebox claim' shows the current one.",
            ]
        }
        lines.append("")
        FileHandle.standardOutput.write(Data((lines.joined(separator: "\n") + "\n").utf8))
    }
}

import Foundation
import HTTPTypes
import NIOCore
import StageModel
import WebEdge

/// The health page and the support bundle, for admins.
struct DoctorRoutes: Sendable {
    let doctor: Doctor
    let bundle: SupportBundle

    var routes: [Route] {
        [
            Route(.get, "/api/box/health", .roles([.admin]), body: .none) { _ in try .json(await doctor.report()) },
            Route(.get, "/api/box/support", .roles([.admin]), body: .none) { _ in
                let report = await doctor.report()
                let bytes = try await bundle.bytes(report)
                return Reply(
                    headers: [
                        .contentType: "application/json; charset=utf-8",
                        .contentDisposition: "attachment; filename=\"\(SupportBundle.fileName(at: report.at))\"",
                        .cacheControl: "no-store",
                    ], body: .bytes(ByteBuffer(bytes: bytes)))
            },
        ]
    }
}

import ArgumentParser
import Foundation
import LocalCA
import SQLStore
import StageModel
import StageboxApp

/// Turns a failure into one sentence on standard error and an exit status, without Swift's words around it.
enum Sentences {
    /// Runs a command's body; a failure that has a sentence is said and ends the program with status 1.
    static func said(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch {
            guard let sentence = sentence(error) else { throw error }
            FileHandle.standardError.write(Data("stagebox: \(sentence)\n".utf8))
            throw status(error)
        }
    }

    /// What the exit status tells the service manager: 78 (EX_CONFIG of sysexits.h) where another start would fail the
    /// same way until a person has done something.
    static func status(_ error: any Error) -> ExitCode {
        switch error {
        case is ConfigurationFailure, is DoorsAreOpen, is AuthorityFailure: needsAPerson
        case let failure as DataFolderFailure: if case .inUse = failure { .failure } else { needsAPerson }
        case let failure as StoreFailure:
            switch failure {
            case .newerSchema, .foreignFile, .unreadable, .damaged, .settingLost: needsAPerson
            default: .failure
            }
        default: .failure
        }
    }

    private static let needsAPerson = ExitCode(78)

    static func sentence(_ error: any Error) -> String? {
        switch error {
        case let failure as ConfigurationFailure: failure.description
        case let failure as DataFolderFailure: failure.description
        case let failure as AuthorityFailure: failure.sentence
        case let failure as DoorsAreOpen: failure.description
        case let failure as StoreFailure: "\(failure)"
        case let refusal as any Refusal:
            refusal.fields.isEmpty
                ? refusal.sentence
                : refusal.fields.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: " ")
        default: nil
        }
    }
}

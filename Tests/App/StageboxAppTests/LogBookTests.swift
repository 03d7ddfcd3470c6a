import Foundation
import Logging
import StageModel
import Synchronization
import Testing

@testable import StageboxApp

/// The ring of lines, what is found in it, and how lines go out.
@Suite struct LogBookTests {
    private let clock = BoxClock { Timestamp(milliseconds: 1_900_000_000_000) }

    private func filled(_ count: Int, capacity: Int) -> LogBook {
        let book = LogBook(capacity: capacity)
        for number in 0..<count { book.write(at: clock.now(), level: .info, message: "line \(number)", metadata: [:]) }
        return book
    }

    @Test func theNewestLinesStayAndComeFirst() {
        for (count, kept) in [(0, 0), (1, 1), (5, 5), (6, 5), (13, 5)] {
            let (items, next) = filled(count, capacity: 5).entries(LogFilter(), before: nil, limit: 100)
            #expect(items.map(\.message) == (0..<count).suffix(kept).reversed().map { "line \($0)" })
            #expect(next == nil)
        }
    }

    @Test func pagesFollowEachOtherWithoutGapOrRepeat() {
        let book = filled(23, capacity: 10)
        var seen: [String] = []
        var cursor: Int64?
        repeat {
            let (items, next) = book.entries(LogFilter(), before: cursor, limit: 3)
            #expect(items.count <= 3)
            seen += items.map(\.message)
            cursor = next
        } while cursor != nil
        #expect(seen == (13..<23).reversed().map { "line \($0)" })
    }

    @Test func aCursorBehindTheRingOrBeforeItsBeginGivesNothingWrong() {
        let book = filled(23, capacity: 10)
        #expect(book.entries(LogFilter(), before: 14, limit: 5).items.isEmpty)
        #expect(book.entries(LogFilter(), before: 1, limit: 5).items.isEmpty)
        #expect(book.entries(LogFilter(), before: .max, limit: 5).items.first?.message == "line 22")
    }

    @Test func linesAreFoundByLevelRequestAndText() {
        let book = LogBook()
        for level in Logger.Level.allCases {
            book.write(at: clock.now(), level: level, message: "At \(level)", metadata: ["request": "req_\(level)"])
        }
        func found(_ filter: LogFilter) -> [String] {
            book.entries(filter, before: nil, limit: 100).items.map(\.message)
        }
        #expect(found(LogFilter(level: .error)) == ["At critical", "At error"])
        #expect(found(LogFilter(level: .trace)).count == 7)
        #expect(found(LogFilter(request: "req_info")) == ["At info"])
        #expect(found(LogFilter(request: "req_")) == [])
        #expect(found(LogFilter(text: "NOTICE")) == ["At notice"])
        #expect(found(LogFilter(level: .warning, text: "req_notice")) == [])
        #expect(found(LogFilter(text: "")).count == 7)
    }

    @Test func severalWritersLoseNothing() async {
        let book = LogBook(capacity: 1000)
        await withTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask {
                    for line in 0..<100 {
                        book.write(at: clock.now(), level: .info, message: "\(writer) \(line)", metadata: [:])
                    }
                }
            }
        }
        let items = book.entries(LogFilter(), before: nil, limit: 1000).items
        #expect(Set(items.map(\.message)).count == 800)
        #expect(items.map(\.sequence) == (1...800).reversed())
    }

    // MARK: The handler

    /// What goes out, caught.
    private final class Lines: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
        func output(isJournal: Bool) -> LogOutput {
            LogOutput(isJournal: isJournal) { line in self.lines.withLock { $0.append(line) } }
        }
    }

    @Test func theHandlerCleansKeepsAndWritesOut() {
        let book = LogBook()
        let lines = Lines()
        var logger = Logger(label: "test") { _ in
            BoxLogHandler(book: book, clock: clock, output: lines.output(isJournal: false))
        }
        logger[metadataKey: "request"] = "req_1"
        logger.warning(
            "Mail to nina@example.org failed",
            metadata: ["password": "horse", "why": "no \"answer\"", "list": ["a@b", "c"]])
        logger.debug("not kept")
        let entries = book.entries(LogFilter(), before: nil, limit: 10).items
        #expect(entries.map(\.message) == ["Mail to [mail] failed"])
        #expect(entries.first?.metadata["password"] == "[secret]")
        #expect(entries.first?.metadata["request"] == "req_1")
        #expect(entries.first?.metadata["list"]?.contains("a@b") == false)
        #expect(
            lines.all == [
                "2030-03-17T17:46:40.000Z warning Mail to [mail] failed list=\"['[mail]', 'c']\" password=[secret]"
                    + " request=req_1 why=\"no 'answer'\"\n"
            ])
    }

    @Test func theJournalGetsPrioritiesAndNoTime() {
        let lines = Lines()
        var logger = Logger(label: "test") { _ in
            BoxLogHandler(book: LogBook(), clock: clock, output: lines.output(isJournal: true))
        }
        logger.logLevel = .trace
        for level in Logger.Level.allCases { logger.log(level: level, "\(level)\nnext") }
        #expect(
            lines.all == [
                "<7>trace next\n", "<7>debug next\n", "<6>info next\n", "<5>notice next\n", "<4>warning next\n",
                "<3>error next\n", "<2>critical next\n",
            ])
    }

    @Test func theJournalIsKnownByItsStream() {
        #expect(LogOutput.isJournal(["JOURNAL_STREAM": "8:77"], device: 8, inode: 77))
        #expect(!LogOutput.isJournal(["JOURNAL_STREAM": "8:77"], device: 8, inode: 78))
        #expect(!LogOutput.isJournal(["JOURNAL_STREAM": "8"], device: 8, inode: 77))
        #expect(!LogOutput.isJournal([:], device: 8, inode: 77))
    }

    // MARK: The journal's own copy

    @Test func theJournalsLinesAreReadAndRedacted() async throws {
        let program = FileManager.default.temporaryDirectory.appendingPathComponent("journal-\(UUID().uuidString)")
        try """
        #!/bin/sh
        echo '{"MESSAGE":"Mail to nina@example.org failed","PRIORITY":"3","__REALTIME_TIMESTAMP":"1900000000000000"}'
        echo 'no JSON'
        echo '{"MESSAGE":[104,105],"PRIORITY":"6","__REALTIME_TIMESTAMP":"1900000000000000"}'
        echo '{"MESSAGE":"Started","__REALTIME_TIMESTAMP":"1899999999000000"}'
        echo "{\\"MESSAGE\\":\\"$*\\",\\"PRIORITY\\":\\"7\\",\\"__REALTIME_TIMESTAMP\\":\\"1\\"}"
        """.write(to: program, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: program.path)
        let entries = await JournalExcerpt(program: program.path).entries()
        #expect(entries.map(\.message).prefix(2) == ["Mail to [mail] failed", "Started"])
        #expect(entries.map(\.level) == [.error, .info, .debug])
        #expect(entries.first?.at == clock.now())
        #expect(entries.last?.message.contains("--unit stagebox --lines 2000") == true)
        try FileManager.default.removeItem(at: program)
    }

    @Test func withoutAJournalThereAreNoLines() async {
        #expect(await JournalExcerpt(program: "/nowhere/journalctl").entries().isEmpty)
        #expect(await JournalExcerpt(program: "/bin/false").entries().isEmpty)
    }
}

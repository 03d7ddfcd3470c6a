import GRDB

/// The questions whose answers must be empty.
struct LedgerAuditStore {
    let db: Database

    func brokenInvariants() throws -> [String] {
        try Self.questions.flatMap { question in
            try String.fetchAll(db, sql: question.sql).map(question.sentence)
        }
    }

    private struct Question: Sendable {
        let sentence: @Sendable (String) -> String
        let sql: String

        init(_ sql: String, _ sentence: @escaping @Sendable (String) -> String) {
            self.sql = sql
            self.sentence = sentence
        }
    }

    private static let questions = [
        Question(
            """
            SELECT DISTINCT transfer_id FROM ledger_entry
            JOIN ledger_account ON ledger_account.id = ledger_entry.account_id
            GROUP BY transfer_id, currency HAVING sum(amount) <> 0
            """
        ) { "The entries of transfer \($0) do not sum to zero." },
        Question(
            """
            SELECT DISTINCT code FROM (
                SELECT account_id, balance_after, sum(amount) OVER (PARTITION BY account_id ORDER BY id) AS running
                FROM ledger_entry
            ) JOIN ledger_account ON ledger_account.id = account_id WHERE running <> balance_after
            """
        ) { "The chain of balances of account \($0) is broken." },
        Question(
            """
            SELECT DISTINCT code FROM ledger_entry
            JOIN ledger_account ON ledger_account.id = ledger_entry.account_id
            WHERE CASE WHEN kind IN ('asset', 'expense') THEN amount < 0 AND balance_after < floor
                ELSE amount > 0 AND -balance_after < floor END
            """
        ) { "Account \($0) fell below its floor." },
        Question(
            """
            SELECT id FROM ledger_transfer
            WHERE (SELECT count(*) FROM ledger_entry WHERE transfer_id = ledger_transfer.id) < 2
            """
        ) { "Transfer \($0) has fewer than two entries." },
        // A reversal and what it reverses cancel out on every account.
        Question(
            """
            SELECT DISTINCT reversal.id FROM ledger_transfer AS reversal
            JOIN ledger_entry ON ledger_entry.transfer_id IN (reversal.id, reversal.reverses)
            WHERE reversal.reverses IS NOT NULL
            GROUP BY reversal.id, account_id HAVING sum(amount) <> 0
            """
        ) { "Transfer \($0) does not take back exactly what it reverses." },
        Question(
            """
            SELECT id FROM ledger_hold
            WHERE (state = 'posted') <> EXISTS (SELECT 1 FROM ledger_transfer WHERE ledger_transfer.id = ledger_hold.id)
            """
        ) { "Hold \($0) and the book disagree about whether it was posted." },
    ]
}

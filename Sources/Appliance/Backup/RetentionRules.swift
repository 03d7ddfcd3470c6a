internal import Foundation

/// Which snapshots stay: the newest of each of the last so many hours, days and weeks that have one.
///
/// Hours without a snapshot do not count, so a box that was off for a month keeps what it had. Hours, days and weeks
/// are those of UTC; weeks begin on Monday.
package struct Retention: Sendable, Equatable {
    package let hourly: Int
    package let daily: Int
    package let weekly: Int

    package static let standard = Retention(hourly: 24, daily: 7, weekly: 8)

    /// Counts of zero keep none of their kind.
    package init(hourly: Int, daily: Int, weekly: Int) {
        precondition(hourly >= 0 && daily >= 0 && weekly >= 0, "one cannot keep less than nothing")
        self.hourly = hourly
        self.daily = daily
        self.weekly = weekly
    }

    /// Those of the snapshots that stay; the newest always does.
    package func kept(of snapshots: [SnapshotName]) -> Set<SnapshotName> {
        let newestFirst = snapshots.sorted(by: >)
        var kept = Set(newestFirst.prefix(1))
        for (count, seconds, shift) in [(hourly, 3600, 0), (daily, 86_400, 0), (weekly, 7 * 86_400, 3 * 86_400)] {
            var periods = Set<Int>()
            for snapshot in newestFirst {
                guard periods.count < count else { break }
                // 1 January 1970 was a Thursday.
                let period = (Int(snapshot.time.timeIntervalSince1970) + shift) / seconds
                if periods.insert(period).inserted { kept.insert(snapshot) }
            }
        }
        return kept
    }
}

import ArgumentParser

// stagebench: the figures of the box, each beside its peer in the same run.
//
// Purpose. Machines are noisy, so a figure alone says little; its ratio to nginx, to the SQLite C API or to openssl on
// the same machine in the same minute says something. Everything is printed; nothing here fails on a time, but `kill`
// fails when an answered write is gone. `--json` keeps a run, `compare` holds two runs against each other.
//
// Limits. Needs a release build to mean anything, and nginx and wrk (Debian: nginx-light, wrk) for `web`.
//
// Callers. People, before and after a change of a hot path.

/// The command `stagebench`.
@main struct Stagebench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stagebench",
        abstract: "Measure the box beside its peers.",
        discussion: "Build it with 'swift build -c release --product stagebench'; a debug build measures the compiler.",
        subcommands: [
            Writes.self, Kill.self, KilledWriter.self, Hashes.self, Web.self, Door.self, Start.self, Compare.self,
        ])
}

import NIOCore

/// Runs a connection's task on the connection's own event loop.
///
/// Without it every request crosses from the loop's thread to the concurrency pool's and back, which on two cores cost
/// more than all of the request's own work. What runs here must not wait: disk, database and passwords have threads of
/// their own.
final class EventLoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) { self.loop = loop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

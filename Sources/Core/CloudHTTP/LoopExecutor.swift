import NIOCore

/// Runs tasks on an event loop's own thread: a request is read, answered and written without changing threads, and
/// the requests of one loop take their turns. What blocks has threads of its own anyway.
final class LoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) { self.loop = loop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

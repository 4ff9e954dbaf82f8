import CShim
import Glibc

/// Gives memory back when the process has come to rest: what malloc holds free after a burst of work, and the pages of
/// code that only the start or the burst needed. What is used again is mapped again, without a disk's help as a rule.
enum IdleMemory {
    /// Runs until its task is cancelled.
    static func run() async {
        var last = processorTime()
        var given = Duration.zero
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(5))
            let now = processorTime()
            let rests = now - last < .milliseconds(50)
            last = now
            // Nothing gathers while nothing is done.
            guard rests, now - given > .milliseconds(250) else { continue }
            shim_give_back_memory()
            given = now
        }
    }

    /// What this process has used of the processors.
    private static func processorTime() -> Duration {
        var time = timespec()
        guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return .zero }
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}

import AgentProtocols
import CloudMessaging
import Dispatch
import Glibc

/// The operator's word that this host's agents shall compare what should be with what is, now: SIGUSR1.
enum ConvergeSignal {
    static let number = SIGUSR1

    /// From now on the signal does no harm, whether or not anybody waits for it.
    static func ignore() { signal(number, SIG_IGN) }

    /// Passes each signal on to the agents of `host`, until cancelled.
    static func pass(to host: String, over bus: any Bus) async {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let source = DispatchSource.makeSignalSource(signal: number, queue: DispatchQueue(label: "converge"))
        source.setEventHandler { continuation.yield() }
        source.resume()
        for await _ in stream {
            try? await bus.cast(HostChanged(host: host), to: .networkAgent(host))
            try? await bus.cast(ConvergeHost(), to: ComputeTopics.agent(host))
        }
        source.cancel()
    }
}

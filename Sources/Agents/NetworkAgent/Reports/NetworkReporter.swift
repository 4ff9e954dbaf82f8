import AgentProtocols
import CloudCore
import CloudMessaging
import CloudObservability

/// Delivers reports to the network service, again and again until it has them; the latest of each subject.
actor NetworkReporter {
    private struct Pending: Sendable {
        var report: NetworkReport
        var context: RequestContext?
    }

    /// Reports under way at a time.
    private static let width = 8

    private let bus: any Bus
    private let host: String
    private let namespace: String
    private let log: Log
    private var pending: [String: Pending] = [:]
    private let (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    init(bus: any Bus, host: String, namespace: String, log: Log) {
        self.bus = bus
        self.host = host
        self.namespace = namespace
        self.log = log
    }

    func add(_ report: NetworkReport) {
        pending[report.subject] = Pending(report: report, context: RequestContext.current)
        wake.yield()
    }

    /// Delivers until cancelled.
    func run() async {
        var pause = Duration.milliseconds(100)
        for await _ in wakes {
            while !pending.isEmpty, !Task.isCancelled {
                if await deliver() {
                    pause = .milliseconds(100)
                } else {
                    try? await Task.sleep(for: pause)
                    pause = min(pause * 2, .seconds(5))
                }
            }
        }
    }

    /// Sends what is pending; what fails and was not said anew meanwhile stays. Tells whether all arrived.
    private func deliver() async -> Bool {
        let batch = pending.values.prefix(Self.width)
        for item in batch { pending[item.report.subject] = nil }
        return await withTaskGroup(of: (Pending, Bool).self) { group in
            for item in batch { group.addTask { (item, await self.send(item)) } }
            var isComplete = true
            for await (item, arrived) in group where !arrived {
                isComplete = false
                if pending[item.report.subject] == nil { pending[item.report.subject] = item }
            }
            return isComplete
        }
    }

    private nonisolated func send(_ item: Pending) async -> Bool {
        do {
            try await RequestContext.$current.withValue(item.context) { try await call(item.report) }
            return true
        } catch let fault as Fault where fault.status == 404 {
            // It is gone meanwhile.
            return true
        } catch {
            log.warning("report \(item.report): \(error)")
            return false
        }
    }

    private nonisolated func call(_ report: NetworkReport) async throws {
        let (topic, deadline) = (Topic.networkConductor, Duration.seconds(10))
        switch report {
        case .plugged(let id, let device):
            let message = PortPlugged(host: host, portID: id, device: device, namespace: namespace)
            _ = try await bus.call(message, to: topic, within: deadline)
        case .unplugged(let id):
            _ = try await bus.call(PortUnplugged(host: host, portID: id), to: topic, within: deadline)
        case .routerReady(let id, let generation):
            let message = RouterReady(host: host, routerID: id, generation: generation)
            _ = try await bus.call(message, to: topic, within: deadline)
        }
    }
}

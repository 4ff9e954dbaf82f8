import CloudAuth
import CloudConfiguration
import CloudCore
import CloudMessaging
import CloudObservability
import CloudSQL
import CloudService
import CloudTasks
import Glibc
import HostKit

/// What all roles of a process stand on: clock, log, traces, bus, and the environment made of them.
struct Foundations: Sendable {
    let clock = CloudClock.system
    let observability: Observability
    let environment: RoleEnvironment
    /// The trace store's own parts.
    let parts: RoleParts

    /// - Parameter keepsTraces: whether this process has a database for spans; without, they go by the bus.
    init(_ cloud: LocalCloud, keepsTraces: Bool) throws {
        let configuration = cloud.configuration
        let log = LogFile.log(level: try configuration[Settings.logLevel])
        let bus: any Bus
        if let url = try configuration[Settings.bus] {
            bus = try AMQPBus(url: url, onError: { log.warning("bus: \($0)") })
        } else {
            bus = InProcessBus(onError: { log.warning("bus: \($0)") })
        }
        let sink: any SpanSink
        if keepsTraces {
            let database = try Database(cloud.database("traces"), migrations: TraceStore.migrations)
            let store = TraceStore(database)
            sink = store
            let retention = try configuration[Settings.traceRetention]
            let clock = clock
            parts = RoleParts(
                databases: [database],
                workers: [
                    .init(
                        PeriodicWorker("trace-retention", every: .seconds(3600)) {
                            try await TraceStore.forget(before: clock.now - retention, database)
                        }, database)
                ],
                preparations: [
                    {
                        try await bus.subscribe(
                            SpanBatch.topic,
                            [.on(SpanBatch.self) { batch, _ in for span in batch.spans { store.record(span) } }],
                            concurrency: 1)
                    }
                ], loops: [{ await store.run(log) }])
        } else {
            let spans = BusSpanSink(bus)
            sink = spans
            parts = RoleParts(loops: [{ await spans.run() }])
        }
        observability = Observability(log: log, metrics: Metrics(), tracer: Tracer(service: "apus", sink: sink))
        let folder = cloud.folder
        environment = RoleEnvironment(
            configuration: configuration, bus: bus, observability: observability, clock: clock,
            host: try cloud.hostName(), stateFolder: folder.path,
            failpoint: Self.failpoint(
                try configuration[Settings.failpoint], hold: try configuration[Settings.failpointHold],
                named: try configuration[Settings.failpointFile]),
            database: { try cloud.database($0) })
    }

    /// Ends the process as a power cut would, at the place that a recovery test names; or waits there.
    private static func failpoint(_ place: String?, hold file: String?, named names: String?) -> Failpoint {
        if let names { return failpoint(namedBy: names) }
        guard let place else { return .none }
        let isNew = LockedValue(true)
        return Failpoint { kind, step, moment in
            guard "\(kind)/\(step)/\(moment)" == place else { return }
            guard let file else {
                kill(getpid(), SIGKILL)
                return
            }
            let isFirst = isNew.withLock { isNew in
                defer { isNew = false }
                return isNew
            }
            guard isFirst, (try? HostFile.writeAtomically("", to: file)) != nil else { return }
            while HostFile.exists(file) { usleep(20_000) }  // a test's doing: this one thread stands still
        }
    }

    /// Ends the process when it comes to the place in the file for the time that stands behind it: `kind/step/moment
    /// 2`.
    private static func failpoint(namedBy file: String) -> Failpoint {
        let count = LockedValue(0)
        return Failpoint { kind, step, moment in
            guard let words = HostFile.text(file)?.split(separator: " "), words.count == 2,
                words[0] == "\(kind)/\(step)/\(moment)"
            else { return }
            let times = count.withLock { count in
                count += 1
                return count
            }
            if words[1] == String(times) { kill(getpid(), SIGKILL) }
        }
    }
}

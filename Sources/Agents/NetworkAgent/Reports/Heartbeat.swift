import AgentProtocols
import CloudCore
import CloudJSON
import CloudMessaging
import CloudObservability
import NetworkKit

/// Tells the network service that this host's agent lives, and what the host can have.
struct Heartbeat: Sendable {
    let bus: any Bus
    let translation: HostTranslation
    let availabilityZone: String
    let known: LockedValue<HostNetworkState?>

    /// Until cancelled. While the service is away, one is tried each second or two.
    func run(every interval: Duration, _ log: Log) async {
        var (isFirst, isSilent) = (true, false)
        while !Task.isCancelled {
            do {
                _ = try await bus.call(message(started: isFirst), to: .networkConductor, within: .seconds(10))
                (isFirst, isSilent) = (false, false)
                try? await Task.sleep(for: interval)
            } catch {
                if !isSilent, !Task.isCancelled { log.warning("heartbeat: \(error)") }
                isSilent = true
                try? await Task.sleep(for: min(interval, .seconds(1)))
            }
        }
    }

    private func message(started: Bool) -> NetworkAgentHeartbeat {
        let state = known.withLock { $0 }
        return NetworkAgentHeartbeat(
            host: translation.host, underlayAddress: translation.underlay?.text,
            physicalNetworks: translation.interfaces.keys.sorted(), availabilityZone: availabilityZone,
            started: started,
            configurations: [
                "networks": .integer(Int64(state?.networks.count ?? 0)),
                "ports": .integer(Int64(state?.ports.count ?? 0)),
                "routers": .integer(Int64(state?.routers.count ?? 0)),
                "uplink": .bool(translation.uplink != nil),
                "tunnel_types": translation.underlay == nil ? [] : ["vxlan"],
            ])
    }
}

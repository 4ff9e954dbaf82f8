import CloudConfiguration
import CloudObservability
import CloudService
import HostKit
import NetworkKit

/// The agent's settings, read and checked.
struct AgentSettings: Sendable {
    var translation: HostTranslation
    var availabilityZone: String
    var heartbeatInterval: Duration
    var convergenceInterval: Duration

    /// - Throws: `ConfigurationError` for a setting that cannot be used.
    init(_ environment: RoleEnvironment, log: Log) throws {
        let configuration = environment.configuration
        availabilityZone = try configuration[NetworkAgentSettings.availabilityZone]
        heartbeatInterval = try configuration[NetworkAgentSettings.heartbeatInterval]
        convergenceInterval = try configuration[NetworkAgentSettings.convergenceInterval]
        translation = HostTranslation(host: environment.host)
        if let text = try configuration[NetworkAgentSettings.underlayAddress] {
            guard let address = IPAddress(text) else {
                throw ConfigurationError("network.underlay_address: \"\(text)\" is no address.")
            }
            translation.underlay = address
        }
        for text in try configuration[NetworkAgentSettings.physicalNetworks] {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
                throw ConfigurationError("network.physical_networks: \"\(text)\" is not NAME:INTERFACE.")
            }
            translation.interfaces[String(parts[0])] = String(parts[1])
        }
        translation.uplink = try Self.uplink(configuration, log)
    }

    private static func uplink(_ configuration: Configuration, _ log: Log) throws -> DesiredUplink? {
        switch try configuration[NetworkAgentSettings.uplink] {
        case "none": return nil
        case "auto":
            if Program.find("slirp4netns") != nil {
                return DesiredUplink(mtu: try configuration[NetworkAgentSettings.mtu])
            }
            log.warning("slirp4netns is not installed: guests reach nothing outside the cloud")
            return nil
        case let text: throw ConfigurationError("network.uplink: \"\(text)\" is neither auto nor none.")
        }
    }
}

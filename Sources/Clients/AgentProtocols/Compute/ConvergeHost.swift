import CloudMessaging

/// To a host's compute agent (cast): compare what should be on the host with what is there, now.
package struct ConvergeHost: Message {
    package static let name = "compute.converge_host"

    package init() {}
}

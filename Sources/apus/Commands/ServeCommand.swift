import ArgumentParser
import CloudCore
import CloudHTTP
import CloudObservability
import CloudService
import HostKit

/// `apus serve`: runs the cloud, or the roles that are named, in the foreground.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run the cloud, or some of its roles.")

    @Option(help: ArgumentHelp("A role to take on; all, when none is named.", valueName: "role"))
    var role: [Role] = []

    @Option(help: "The configuration file; apus.yaml of the state folder, when none is named.")
    var config: String?

    @Option(help: "HOST:PORT of the APIs.")
    var listen: String?

    func run() async throws {
        let cloud = try LocalCloud(file: config, flags: listen.map { ["listen": $0] } ?? [:])
        try cloud.folder.prepare()
        CoreDump.forbid()
        let served = role.isEmpty ? Role.allCases : Role.allCases.filter(role.contains)
        ConvergeSignal.ignore()
        let locks = try await RoleLocks(cloud.folder, served)
        let composition = try Composition(cloud, roles: served)
        let (host, port) = try cloud.listenAddress()
        let roles = composition.roles
        let log = composition.observability.log
        let (tls, publicURL) = (try TLSSettings(cloud.configuration), try cloud.publicURL())
        let server = try tls.server(log)
        try await roles.open()
        let (ports, boundPorts) = AsyncStream.makeStream(of: Int.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                await StopSignal.wait()
                throw CancellationError()
            }
            let listener = Listener(host: host, port: port, tls: server) { await composition.edge.respond(to: $0) }
            group.addTask { try await listener.run { boundPorts.yield($0) } }
            let (bus, name) = (composition.bus, try cloud.hostName())
            if served.contains(where: \.isAgent) { group.addTask { await ConvergeSignal.pass(to: name, over: bus) } }
            let addressFile = cloud.folder.addressFile
            group.addTask {
                for await bound in ports {
                    if composition.ownsRows { try await roles.takeOver() }
                    let url = publicURL ?? "\(tls.scheme)://\(host):\(bound)"
                    try await composition.bootstrap(url: url)
                    try await roles.begin()
                    try HostFile.writeAtomically(url, to: addressFile, mode: 0o644)
                    log.info("ready at \(host):\(bound)")
                    break
                }
                try await roles.run()
            }
            do {
                try await group.next()
            } catch is CancellationError {
                log.info("stopping")
            }
            group.cancelAll()
            while (try? await group.next()) != nil {}
        }
        await roles.close()
        locks.release()
        log.info("stopped")
    }
}

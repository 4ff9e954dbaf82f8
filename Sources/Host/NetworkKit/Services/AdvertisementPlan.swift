/// A router's radvd.
struct AdvertisementPlan {
    let router: DesiredRouter
    let layout: CloudLayout

    /// nil when the router advertises nothing.
    var program: ProgramPlan? {
        let legs = router.internalLegs.filter { !$0.advertisements.isEmpty }
        guard !legs.isEmpty else { return nil }
        let folder = layout.folder("radvd", router.id)
        let namespace = layout.router(router.id)
        return ProgramPlan(
            folder: folder, program: "radvd",
            arguments: [
                "--nodaemon", "--logmethod=stderr", "--config=\(folder)/conf", "--pidfile=\(folder)/radvd.pid",
            ],
            namespace: namespace, follows: namespace,
            reloaded: ["conf": legs.map(interface).joined(separator: "\n")])
    }

    private func interface(_ leg: RouterLeg) -> String {
        let modes = Set(leg.advertisements.map(\.mode))
        var lines = [
            "interface \(layout.legDevice(leg.portID)) {", "AdvSendAdvert on;", "MinRtrAdvInterval 30;",
            "MaxRtrAdvInterval 100;", "UnicastOnly off;",
        ]
        if modes.contains(.stateful) { lines.append("AdvManagedFlag on;") }
        if modes.contains(.stateless) { lines.append("AdvOtherConfigFlag on;") }
        for advertisement in leg.advertisements {
            let autonomous = advertisement.mode == .stateful ? "off" : "on"
            lines.append("prefix \(advertisement.prefix.network.text) { AdvOnLink on; AdvAutonomous \(autonomous); };")
        }
        let servers = Set(leg.advertisements.flatMap(\.dnsServers)).sorted().filter(\.isV6).prefix(3)
        if !servers.isEmpty { lines.append("RDNSS \(servers.map(\.text).joined(separator: " ")) {};") }
        return (lines + ["};", ""]).joined(separator: "\n")
    }
}

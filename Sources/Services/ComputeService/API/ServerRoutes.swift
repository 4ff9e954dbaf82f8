import CloudHTTP

/// `/servers` and what is below them, on one screen.
struct ServerRoutes: Sendable {
    let servers: ServerAPI
    let actions: ServerActionAPI
    let metadata: ServerMetadataAPI
    let tags: ServerTagAPI
    let log: ActionLogAPI
    let network: ServerNetworkAPI
    let events: ExternalEventAPI

    init(_ context: ComputeContext) {
        let actions = ServerActions(context: context)
        servers = ServerAPI(
            context: context, creation: ServerCreation(context: context), actions: actions,
            lists: ServerListActions(context: context))
        self.actions = ServerActionAPI(actions: actions, guests: ServerGuestActions(context: context, servers: actions))
        metadata = ServerMetadataAPI(actions: ServerMetadataActions(context: context, servers: actions))
        tags = ServerTagAPI(actions: ServerTagActions(context: context, servers: actions))
        log = ActionLogAPI(context: context, actions: ActionLogActions(context: context))
        network = ServerNetworkAPI(actions: actions)
        events = ExternalEventAPI(actions: ExternalEventActions(context: context))
    }

    var all: [Route] { main + below + others }

    private var main: [Route] {
        [
            creation, .get("/v2.1/servers", rule("servers:index"), servers.list),
            .get("/v2.1/servers/detail", rule("servers:detail"), servers.detail),
            .get("/v2.1/servers/{server_id}", rule("servers:show"), servers.show),
            .put(
                "/v2.1/servers/{server_id}", rule("servers:update"), body: ServerSchemas.change(since: 1),
                servers.update
            )
            .body(since: Microversion(2, 19), ServerSchemas.change(since: 19))
            .body(since: Microversion(2, 90), ServerSchemas.change(since: 90)),
            .delete("/v2.1/servers/{server_id}", rule("servers:delete"), servers.delete),
            .post("/v2.1/servers/{server_id}/action", rule("servers:start"), body: ServerSchemas.action, actions.act),
            .post(
                "/v2.1/os-server-external-events", rule("os-server-external-events:create"),
                body: ServerSchemas.externalEvents, events.create),
        ]
    }

    private var creation: Route {
        let first = Route.post(
            "/v2.1/servers", rule("servers:create"), body: ServerSchemas.creation(since: 1), servers.create)
        return ServerSchemas.creationChanges.reduce(first) {
            $0.body(since: Microversion(2, $1), ServerSchemas.creation(since: $1))
        }
    }

    private var below: [Route] {
        [
            .get("/v2.1/servers/{server_id}/metadata", rule("server-metadata:index"), metadata.list),
            .post(
                "/v2.1/servers/{server_id}/metadata", rule("server-metadata:create"), body: ServerSchemas.metadataBody,
                metadata.add),
            .put(
                "/v2.1/servers/{server_id}/metadata", rule("server-metadata:update_all"),
                body: ServerSchemas.metadataBody,
                metadata.replace),
            .get("/v2.1/servers/{server_id}/metadata/{key}", rule("server-metadata:show"), metadata.show),
            .put(
                "/v2.1/servers/{server_id}/metadata/{key}", rule("server-metadata:update"),
                body: ServerSchemas.metadataItem,
                metadata.set),
            .delete("/v2.1/servers/{server_id}/metadata/{key}", rule("server-metadata:delete"), metadata.remove),
            .get("/v2.1/servers/{server_id}/tags", rule("os-server-tags:index"), tags.list).from(26),
            .put(
                "/v2.1/servers/{server_id}/tags", rule("os-server-tags:update_all"), body: ServerSchemas.tags,
                tags.replace
            )
            .from(26),
            .delete("/v2.1/servers/{server_id}/tags", rule("os-server-tags:delete_all"), tags.removeAll).from(26),
            .get("/v2.1/servers/{server_id}/tags/{tag}", rule("os-server-tags:show"), tags.show).from(26),
            .put("/v2.1/servers/{server_id}/tags/{tag}", rule("os-server-tags:update"), tags.add).from(26),
            .delete("/v2.1/servers/{server_id}/tags/{tag}", rule("os-server-tags:delete"), tags.remove).from(26),
        ]
    }

    private var others: [Route] {
        [
            .get("/v2.1/servers/{server_id}/os-instance-actions", rule("os-instance-actions:list"), log.list),
            .get(
                "/v2.1/servers/{server_id}/os-instance-actions/{request_id}", rule("os-instance-actions:show"), log.show
            ),
            .get("/v2.1/servers/{server_id}/ips", rule("ips:index"), network.addresses),
            .get("/v2.1/servers/{server_id}/ips/{network}", rule("ips:show"), network.addressesOfNetwork),
            .get("/v2.1/servers/{server_id}/os-interface", rule("os-attach-interfaces:list"), network.interfaces),
            .get(
                "/v2.1/servers/{server_id}/os-interface/{port_id}", rule("os-attach-interfaces:show"), network.interface
            ),
            .post(
                "/v2.1/servers/{server_id}/os-interface", rule("os-attach-interfaces:create"),
                network.missing("Attaching an interface")),
            .delete(
                "/v2.1/servers/{server_id}/os-interface/{port_id}", rule("os-attach-interfaces:delete"),
                network.missing("Detaching an interface")),
            .get(
                "/v2.1/servers/{server_id}/os-security-groups", rule("os-security-groups:list"),
                network.securityGroups),
            .get(
                "/v2.1/servers/{server_id}/os-volume_attachments", rule("os-volumes-attachments:index"), network.volumes
            ),
            .post(
                "/v2.1/servers/{server_id}/os-volume_attachments", rule("os-volumes-attachments:create"),
                network.missing("Attaching a volume")),
        ]
    }

    private func rule(_ name: String) -> String { "os_compute_api:" + name }
}

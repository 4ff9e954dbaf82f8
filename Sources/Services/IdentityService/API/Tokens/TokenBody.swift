import CloudCore
import CloudJSON

/// A token as the API shows it (Identity API v3, "Authentication and token management").
enum TokenBody {
    static func write(_ checked: TokenBook.Checked, withCatalog: Bool, _ writer: inout JSONWriter) {
        let token = checked.token
        writer.object { writer in
            writer.field("methods", token.methods)
            writer.field("user") { user(token, &$0) }
            writer.field("audit_ids", token.auditIDs)
            writer.field("expires_at", token.payload.expiresAt.text(.microseconds))
            writer.field("issued_at", token.payload.issuedAt.text(.microseconds))
            scope(token, &writer)
            if token.scope != .unscoped {
                writer.field("roles") { $0.array(token.roles) { reference($1.id, $1.name, &$0) } }
                if withCatalog { writer.field("catalog") { catalog(checked, &$0) } }
            }
            serviceProviders(checked.catalog, &writer)
            DelegationBody.write(token, &writer)
        }
    }

    /// The open services with the endpoints whose URLs can be filled for this token.
    static func catalog(_ checked: TokenBook.Checked, _ writer: inout JSONWriter) {
        let projectID = checked.token.scope.projectID
        let userID = checked.token.payload.userID
        writer.array(checked.catalog.entries(seenWith: checked.token)) { writer, entry in
            writer.object { writer in
                writer.field("id", entry.service.id)
                writer.field("type", entry.service.type)
                writer.field("name", entry.service.name)
                let filled = entry.endpoints.compactMap { endpoint in
                    EndpointTemplate.fill(endpoint.url, projectID: projectID, userID: userID).map { (endpoint, $0) }
                }
                writer.field("endpoints") { writer in
                    writer.array(filled) { writer, item in
                        writer.object { writer in
                            writer.field("id", item.0.id)
                            writer.field("interface", item.0.interface)
                            writer.field("region_id", item.0.regionID)
                            writer.field("region", item.0.regionID)
                            writer.field("url", item.1)
                        }
                    }
                }
            }
        }
    }

    private static func user(_ token: ValidToken, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("domain") { reference(token.userDomainID, token.userDomainName, &$0) }
            writer.field("id", token.payload.userID)
            writer.field("name", token.userName)
            writer.field("password_expires_at", token.user.passwordExpiresAt?.text(.microseconds))
            if let federation = token.payload.federation { session(federation, &writer) }
        }
    }

    private static func session(_ session: FederatedSession, _ writer: inout JSONWriter) {
        func id(_ id: String, _ writer: inout JSONWriter) { writer.object { $0.field("id", id) } }
        writer.field("OS-FEDERATION") { writer in
            writer.object { writer in
                writer.field("groups") { $0.array(session.groupIDs) { id($1, &$0) } }
                writer.field("identity_provider") { id(session.idpID, &$0) }
                writer.field("protocol") { id(session.protocolID, &$0) }
            }
        }
    }

    private static func serviceProviders(_ catalog: Catalog, _ writer: inout JSONWriter) {
        guard !catalog.serviceProviders.isEmpty else { return }
        writer.field("service_providers") { writer in
            writer.array(catalog.serviceProviders) { writer, provider in
                writer.object { writer in
                    writer.field("id", provider.id)
                    writer.field("auth_url", provider.authURL)
                    writer.field("sp_url", provider.spURL)
                }
            }
        }
    }

    private static func scope(_ token: ValidToken, _ writer: inout JSONWriter) {
        switch token.scope {
        case .unscoped: break
        case .system: writer.field("system") { writer in writer.object { $0.field("all", true) } }
        case .domain(let place): writer.field("domain") { reference(place.id, place.name, &$0) }
        case .project(let place):
            writer.field("project") { writer in
                writer.object { writer in
                    writer.field("domain") { reference(place.domainID, place.domainName, &$0) }
                    writer.field("id", place.id)
                    writer.field("name", place.name)
                }
            }
            writer.field("is_domain", place.isDomain)
        }
    }

    private static func reference(_ id: String, _ name: String, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", id)
            writer.field("name", name)
        }
    }
}

import CloudJSON

/// The member `federated` of a user: by what names identity providers know them (Identity API v3, "Users").
enum FederatedMember {
    static let schema = Schema.array(
        of: .object(
            [
                "idp_id": .string(maxLength: 64),
                "protocols": .array(
                    of: .object(
                        ["protocol_id": .string(maxLength: 64), "unique_id": .string(maxLength: 255)],
                        required: ["protocol_id", "unique_id"], others: .any), minItems: 1),
            ], required: ["idp_id", "protocols"]))

    /// Reads what fits the schema; keys and users are not known yet.
    static func read(_ member: [JSON]) -> [FederatedIdentity] {
        member.flatMap { provider in
            (provider["protocols"]?.array ?? []).map { name in
                FederatedIdentity(
                    key: "", userID: "", idpID: provider["idp_id"]?.string ?? "",
                    protocolID: name["protocol_id"]?.string ?? "",
                    uniqueID: name["unique_id"]?.string ?? "")
            }
        }
    }

    /// - Parameter identities: in the order of their providers; nothing is written where there are none.
    static func write(_ identities: [FederatedIdentity], _ writer: inout JSONWriter) {
        guard !identities.isEmpty else { return }
        let providers = Dictionary(grouping: identities, by: \.idpID).sorted { $0.key < $1.key }
        writer.field("federated") { writer in
            writer.array(providers) { writer, provider in
                writer.object { writer in
                    writer.field("idp_id", provider.key)
                    writer.field("protocols") { writer in
                        writer.array(provider.value) { writer, identity in
                            writer.object { writer in
                                writer.field("protocol_id", identity.protocolID)
                                writer.field("unique_id", identity.uniqueID)
                            }
                        }
                    }
                }
            }
        }
    }
}

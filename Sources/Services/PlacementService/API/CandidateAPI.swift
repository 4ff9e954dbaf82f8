import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/allocation_candidates`.
struct CandidateAPI: Sendable {
    let actions: CandidateActions

    func list(_ request: APIRequest) async throws -> Response {
        let wanted = try CandidateQuery(request).read()
        let list = try await actions.list(wanted, request.caller)
        let version = request.version
        let classes = version >= Microversion(1, 27) ? nil : Set(wanted.groups.flatMap { $0.resources.map(\.name) })
        return Response.json { writer in
            writer.object { writer in
                writer.field("allocation_requests") { writer in
                    writer.array(list.candidates) { writer, candidate in
                        writer.object { writer in
                            if version >= Microversion(1, 12) {
                                byProvider(candidate, &writer)
                            } else {
                                asList(candidate, &writer)
                            }
                            if version >= Microversion(1, 34) { mappings(candidate, &writer) }
                        }
                    }
                }
                writer.field("provider_summaries") { writer in
                    writer.object { writer in
                        for state in list.summaries {
                            writer.field(state.uuid) { writer in summary(state, classes, version, &writer) }
                        }
                    }
                }
            }
        }
        .fresh([], request)
    }

    private func byProvider(_ candidate: Candidate, _ writer: inout JSONWriter) {
        writer.field("allocations") { writer in
            writer.object { writer in
                for range in ranges(candidate.parts) {
                    writer.field(candidate.parts[range.lowerBound].provider.uuid) { writer in
                        writer.object { resources(candidate.parts[range], &$0) }
                    }
                }
            }
        }
    }

    private func asList(_ candidate: Candidate, _ writer: inout JSONWriter) {
        writer.field("allocations") { writer in
            writer.array(ranges(candidate.parts)) { writer, range in
                writer.object { writer in
                    writer.field("resource_provider") { writer in
                        writer.object { $0.field("uuid", candidate.parts[range.lowerBound].provider.uuid) }
                    }
                    resources(candidate.parts[range], &writer)
                }
            }
        }
    }

    private func resources(_ parts: ArraySlice<Candidate.Part>, _ writer: inout JSONWriter) {
        writer.field("resources") { writer in
            writer.object { writer in
                for part in parts { writer.field(part.resourceClass, part.amount) }
            }
        }
    }

    private func mappings(_ candidate: Candidate, _ writer: inout JSONWriter) {
        writer.field("mappings") { writer in
            writer.object { writer in
                for (suffix, providers) in candidate.mappings { writer.field(suffix, providers) }
            }
        }
    }

    /// - Parameter classes: those to be shown; nil: all.
    private func summary(
        _ state: ProviderState, _ classes: Set<String>?, _ version: Microversion, _ writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.field("resources") { writer in
                writer.object { writer in
                    for stock in state.stocks where classes?.contains(stock.name) ?? true {
                        writer.field(stock.name) { writer in
                            writer.object { writer in
                                writer.field("capacity", stock.capacity)
                                writer.field("used", stock.used)
                            }
                        }
                    }
                }
            }
            if version >= Microversion(1, 17) { writer.field("traits", state.traits) }
            if version >= Microversion(1, 29) {
                writer.field("parent_provider_uuid", state.provider.parentProviderUUID)
                writer.field("root_provider_uuid", state.root)
            }
        }
    }

    /// The parts of each provider, which stand together.
    private func ranges(_ parts: [Candidate.Part]) -> [Range<Int>] {
        var result: [Range<Int>] = []
        for index in parts.indices {
            if let last = result.last, parts[last.lowerBound].provider === parts[index].provider {
                result[result.count - 1] = last.lowerBound..<index + 1
            } else {
                result.append(index..<index + 1)
            }
        }
        return result
    }
}

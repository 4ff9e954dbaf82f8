import CloudCore
import CloudHTTP
import CloudJSON

/// `/v2.1/os-simple-tenant-usage` (Compute API, "Usage reports").
struct UsageAPI: Sendable {
    let actions: UsageActions
    let clock: CloudClock
    let maximumPage: Int

    init(_ context: ComputeContext) {
        actions = UsageActions(context: context)
        clock = context.clock
        maximumPage = context.configuration.maximumPage
    }

    func list(_ request: APIRequest) async throws -> Response {
        let answer = try await actions.list(wish(request), request.caller)
        let isDetailed = request.query["detailed"] == "1"
        return .json { writer in
            writer.object { writer in
                writer.field("tenant_usages") { writer in
                    writer.array(answer.usages) { writer, usage in
                        writer.object { write(usage, isDetailed: isDetailed, &$0) }
                    }
                }
                next("tenant_usages_links", answer, request, &writer)
            }
        }
    }

    func show(_ request: APIRequest) async throws -> Response {
        let answer = try await actions.show(request.parameter("project_id"), wish(request), request.caller)
        return .json { writer in
            writer.object { writer in
                writer.field("tenant_usage") { writer in
                    writer.object { writer in
                        for usage in answer.usages { write(usage, isDetailed: true, &writer) }
                    }
                }
                next("tenant_usage_links", answer, request, &writer)
            }
        }
    }

    private func next(_ name: String, _ answer: UsageActions.Answer, _ request: APIRequest, _ writer: inout JSONWriter)
    {
        guard request.speaks(40), let marker = answer.next else { return }
        writer.field(name) { writer in
            writer.array([marker]) { writer, marker in
                writer.object { writer in
                    writer.field("rel", "next")
                    writer.field("href", request.pageURL(marker: marker))
                }
            }
        }
    }

    /// The last four weeks, unless others are asked for.
    private func wish(_ request: APIRequest) throws -> UsageActions.Wish {
        func moment(_ name: String, _ fallback: Timestamp) throws -> Timestamp {
            guard let text = request.query[name], !text.isEmpty else { return fallback }
            guard let moment = Timestamp(text) else { throw Fault.badRequest("Datetime is in invalid format") }
            return moment
        }
        let now = clock.now
        let stop = try moment("end", now)
        let start = try moment("start", now - .seconds(28 * 86400))
        guard start < stop else {
            throw Fault.badRequest("Invalid start time. The start time cannot occur after the end time.")
        }
        var wish = UsageActions.Wish(start: start, stop: min(stop, now), limit: nil, marker: nil)
        if request.speaks(40) {
            let page = try ListShape(.nova, maximumPage: maximumPage).query(request)
            (wish.limit, wish.marker) = (page.limit, page.marker)
        }
        return wish
    }

    private func write(_ usage: ProjectUsage, isDetailed: Bool, _ writer: inout JSONWriter) {
        writer.field("tenant_id", usage.projectID)
        writer.field("start", usage.start.text(.microsecondsWithoutZone))
        writer.field("stop", usage.stop.text(.microsecondsWithoutZone))
        writer.field("total_hours", usage.totalHours)
        writer.field("total_vcpus_usage", usage.vcpuHours)
        writer.field("total_memory_mb_usage", usage.memoryHours)
        writer.field("total_local_gb_usage", usage.diskHours)
        guard isDetailed else { return }
        writer.field("server_usages") { writer in
            writer.array(usage.servers) { writer, server in
                writer.object { writer in
                    writer.field("instance_id", server.id)
                    writer.field("name", server.name)
                    writer.field("tenant_id", server.projectID)
                    writer.field("hours", usage.hours(server))
                    writer.field("flavor", server.flavor.name)
                    writer.field("vcpus", server.vcpus)
                    writer.field("memory_mb", server.memory)
                    writer.field("local_gb", ProjectUsage.disk(server))
                    writer.field("started_at", server.launchedAt?.text(.microsecondsWithoutZone))
                    writer.field("ended_at", server.terminatedAt?.text(.microsecondsWithoutZone))
                    writer.field("uptime", usage.uptime(server))
                    writer.field("state", server.terminatedAt == nil ? server.vmState.rawValue : "terminated")
                }
            }
        }
    }
}

extension UsageAPI {
    var routes: [Route] {
        let rule = "os_compute_api:os-simple-tenant-usage:"
        return [
            .get("/v2.1/os-simple-tenant-usage", rule + "list", list),
            .get("/v2.1/os-simple-tenant-usage/{project_id}", rule + "show", show),
        ]
    }
}

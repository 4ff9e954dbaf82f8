import CloudCore
import CloudHTTP
import CloudJSON
import CloudObservability
import HTTPTypes
import NIOCore

/// One service under fire: what ids are known, and what must not happen.
package struct FuzzRun {
    private let target: FuzzTarget
    private let pipeline: Pipeline
    private let log: LockedValue<[String]>
    private let seed: UInt64
    private var values: FuzzValues
    /// What went wrong, once for each operation and cause.
    private var problems: [String: String] = [:]
    /// How many answers of each hundred: 2 for what succeeded, 4 for what was refused.
    private var answers: [Int: Int] = [:]

    private init(_ target: FuzzTarget, seed: UInt64) {
        self.target = target
        self.seed = seed
        let log = LockedValue<[String]>([])
        self.log = log
        let observability = Observability(
            log: Log(service: target.api.name, minimum: .error) { line in log.withLock { $0 = [line] } },
            metrics: Metrics(), tracer: Observability.silent().tracer)
        pipeline = Pipeline(target.api, observability: observability)
        values = FuzzValues(SeededRandom(seed: seed))
        values.fitting = target.fitting
    }

    /// Sends so many requests; returns what must not have happened.
    package static func problems(of target: FuzzTarget, requests: Int, seed: UInt64) async throws -> [String] {
        var run = FuzzRun(target, seed: seed)
        let known = Set(target.api.routes.map { "\($0.method) \(shape($0.path))" })
        let served = target.operations.filter { known.contains("\($0.method) \(shape($0.path))") }
        for _ in 0..<requests where run.problems.count < 20 {
            let choices = run.values.random.chance(90) ? served : target.operations
            try await run.fire(run.values.random.pick(choices, or: target.operations[0]))
        }
        return run.findings()
    }

    /// A path without the names of its parameters.
    private static func shape(_ path: String) -> String {
        path.split(separator: "/").map { $0.hasPrefix("{") ? "{}" : String($0) }.joined(separator: "/")
    }

    private func findings() -> [String] {
        var found = problems.values.sorted()
        // A run in which next to nothing is taken, or refused, would show nothing.
        let all = answers.values.reduce(0, +)
        if problems.isEmpty, all >= 200, answers[2, default: 0] * 20 < all || answers[4, default: 0] * 5 < all {
            found.append("the requests are all of a kind: \(answers)")
        }
        return found.map { "\(target.api.name), seed \(seed): \($0)" }
    }

    /// Sends one request made from the operation; notes what must not happen.
    private mutating func fire(_ operation: FuzzOperation) async throws {
        // From requests that are nearly right to such as are wrong all over.
        values.hostility = values.random.pick([0, 2, 12], or: 2)
        values.density = values.random.pick([4, 12, 40], or: 40)
        values.harmlessness = values.random.pick([60, 98], or: 60)
        let path = path(operation)
        let bytes = try await body(operation, path)
        let request = request(operation, path, bytes)
        let before = try await target.changes?()
        let start = ContinuousClock.now
        let response = await pipeline.respond(to: request)
        let status = response.status.code
        answers[status / 100, default: 0] += 1
        let answer = Array(try await response.body.collect(upTo: 1 << 26).readableBytesView)
        func note(_ what: String) {
            let sent = bytes.map { String(decoding: $0.prefix(1500), as: UTF8.self) } ?? ""
            let story = "\(request.method) \(path.prefix(500))?\(request.query.text.prefix(1000)) \(sent)"
            let headers = target.headers.keys.compactMap { request.headers[$0] }.joined(separator: " ")
            problems["\(operation.method) \(operation.path) \(what.prefix(40))"] = "\(what) for \(headers) \(story)"
        }
        if ContinuousClock.now - start > .seconds(20) { note("20 seconds") }
        if status < 300, request.headers[.authToken] == target.outsider, !target.isOpen(operation) {
            note("\(status) without any role")
        }
        if status >= 500, status != 501 { note("\(status): \(log.withLock { $0.last } ?? "")") }
        if status < 400 {
            learn(operation, answer)
        } else if let before, !target.leavesTraces(operation), try await target.changes?() != before {
            note("\(status), and yet something changed")
        }
    }

    // MARK: Requests

    private mutating func body(_ operation: FuzzOperation, _ path: String) async throws -> [UInt8]? {
        if let schema = operation.body {
            let value = values.value(for: schema)
            return values.bytes(try await target.fit?(path, value) ?? value)
        }
        guard operation.media != nil else { return nil }
        let length = values.random.pick([0, 1, 512, 70_000], or: 0)
        return (0..<length).map { _ in UInt8.random(in: 0...255, using: &values.random) }
    }

    private mutating func request(_ operation: FuzzOperation, _ path: String, _ bytes: [UInt8]?) -> Request {
        var headers = HTTPFields()
        headers[.authToken] =
            values.random.chance(90) ? target.administrator : values.random.pick(target.others, or: "")
        for (name, choices) in target.headers.sorted(by: { $0.key.rawName < $1.key.rawName }) {
            let isUsual = values.random.chance(80)
            headers[name] = isUsual ? choices.first ?? nil : values.random.pick(choices + ["a 2.\u{0}"], or: nil)
        }
        if bytes != nil, values.random.chance(97) { headers[.contentType] = operation.media ?? "application/json" }
        var items: [(name: String, value: String)] = []
        let density = values.random.pick([2, 10, 30], or: 10)
        for name in operation.query where values.random.chance(density) { items.append((name, query(name))) }
        for name in target.parameters where values.random.chance(3) { items.append((name, query(name))) }
        var request = Request(
            HTTPRequest.Method(operation.method) ?? .get, target.api.mount + path, query: Query(items: items),
            headers: headers, authority: "cloud")
        if let bytes { request.body = .bytes(ByteBuffer(bytes: bytes)) }
        return request
    }

    private mutating func query(_ name: String) -> String {
        if let texts = values.fitting[name.replacing(":", with: "_")] ?? values.fitting[name], values.random.chance(60)
        {
            return values.random.pick(texts, or: "")
        }
        return values.random.chance(60) ? values.random.pick(["true", "0", "1", "False", "10"], or: "") : values.odd()
    }

    /// The operation's path with ids in it: mostly some that exist.
    private mutating func path(_ operation: FuzzOperation) -> String {
        var before = ""
        return operation.path.split(separator: "/", omittingEmptySubsequences: false).map { part -> String in
            guard part.hasPrefix("{") else {
                before = String(part)
                return before
            }
            let names = [Self.pool(before), String(part.dropFirst().dropLast())]
            guard let name = names.first(where: { values.fitting[$0] != nil }) else {
                return Self.escaped(values.odd())
            }
            var pool = values.fitting[name] ?? []
            // What was there at first stays most of the time: without it little can succeed.
            if operation.method == "DELETE", name.hasSuffix("_id"), values.random.chance(97) {
                pool = pool.filter { target.fitting[name]?.contains($0) != true }
            }
            if !pool.isEmpty, values.random.chance(values.hostility == 0 ? 99 : 88) {
                return Self.escaped(values.random.pick(pool, or: ""))
            }
            return Self.escaped(values.odd())
        }.joined(separator: "/")
    }

    private static func escaped(_ part: String) -> String {
        part.replacing("/", with: "%2F").replacing("?", with: "%3F")
    }

    // MARK: What answers tell

    /// The name under which ids are known of what a path's part lists: `server_id` for `servers`.
    private static func pool(_ part: String) -> String {
        var name = part.replacing("-", with: "_")
        if name.hasPrefix("os_") { name.removeFirst(3) }
        if name.hasSuffix("s") { name.removeLast() }
        return name + "_id"
    }

    /// Remembers the ids of what an answer speaks of.
    private mutating func learn(_ operation: FuzzOperation, _ bytes: [UInt8]) {
        guard let answer = try? JSON(parsing: bytes), let members = answer.object else { return }
        if operation.method == "POST", let id = Self.id(answer) {
            remember(id, Self.pool(operation.path.split(separator: "/").last.map(String.init) ?? ""))
        }
        for (name, value) in members {
            for each in value.array?.prefix(5) ?? [value] {
                guard let id = Self.id(each) else { continue }
                remember(id, value.array == nil ? name + "_id" : Self.pool(name))
            }
        }
    }

    private static func id(_ value: JSON) -> String? {
        let id = value["id"] ?? value["uuid"] ?? value["keypair"]?["name"]
        return id?.string ?? id?.integer.map(String.init)
    }

    private mutating func remember(_ id: String, _ pool: String) {
        for name in [pool] + (target.aliases[pool] ?? []) where values.fitting[name]?.contains(id) != true {
            values.fitting[name, default: []].append(id)
            if values.fitting[name]?.count ?? 0 > 12 { values.fitting[name]?.remove(at: 1) }
        }
    }
}

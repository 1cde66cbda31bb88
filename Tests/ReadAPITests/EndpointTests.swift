import Domain
import Foundation
import Store
import Testing

/// What the endpoints answer.
struct EndpointTests {
    private typealias Object = [String: any Sendable]

    @Test func `analyze tells what the run holds, and why a prediction is missing`() async throws {
        let shop = try PublishedShop()
        let run = try await shop.publish(3)
        try await withServer(shop) { client in
            let reply = try await client.post("/api/intelligence/analyze", #"{"customer_id": "c0002"}"#)
            let json = reply.json
            #expect(reply.status == 200 && reply.headers["etag"] == nil)
            #expect(json["run_id"] as? String == run)
            #expect(Instant(iso8601: try #require(json["as_of"] as? String)) != nil)
            #expect(json["communication_guidance"] as? [String] == ["Be brief."])
            let archetype = try #require(json["archetype"] as? Object)
            #expect(archetype["id"] as? String == "aaaa" && archetype["level"] as? Int == 1)
            #expect((archetype["segments"] as? Object)?["purchase_value"] as? String == "high_value")
            let metrics = try #require(json["behavioral_metrics"] as? Object)
            #expect(metrics["lifetime_value"] as? Double == 1.13 && metrics["total_orders"] as? Int == 3)
            let predictions = try #require(json["predictions"] as? Object)
            let reasons = try #require(predictions["reasons"] as? Object)
            for name in ["churn_risk", "churn_risk_level", "ltv_12mo"] {
                #expect(predictions[name] is NSNull && reasons[name] is String, "\(name)")
            }
        }
    }

    @Test func `predictions are answered once there are some`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1, predicted: true)
        try await withServer(shop) { client in
            let json = try await client.post("/api/intelligence/analyze", #"{"customer_id": "c0000"}"#).json
            let predictions = try #require(json["predictions"] as? Object)
            #expect(predictions["churn_risk"] as? Double == 0.25 && predictions["churn_risk_level"] as? String == "low")
            #expect(predictions["ltv_12mo"] as? Double == 99.5)
            #expect((predictions["reasons"] as? Object)?.isEmpty == true)
        }
    }

    @Test func `a lifetime forecast adds what is to come to what has been`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1, predicted: true)
        try await withServer(shop) { client in
            let path = "/api/intelligence/predict/ltv"
            let json = try await client.post(path, #"{"customer_id": "c0002", "horizon_months": 6}"#).json
            #expect(json["horizon_months"] as? Int == 6)
            // 1.129 so far and 6.5 expected.
            #expect(json["current_ltv"] as? Double == 1.13 && json["incremental_ltv"] as? Double == 6.5)
            #expect(json["forecasted_ltv"] as? Double == 7.63)
            let interval = try #require(json["confidence_interval"] as? Object)
            #expect(interval["lower"] as? Double == 7.13 && interval["upper"] as? Double == 13.13)
            #expect(interval["confidence_level"] as? Double == 0.9)
            let drivers = try #require(json["key_drivers"] as? [Object])
            #expect(drivers.compactMap { $0["driver"] as? String } == ["p_alive", "expected_orders"])
            #expect(drivers.compactMap { $0["value"] as? Double } == [0.75, 1.5])
            #expect((json["next_order"] as? Object)?["earliest"] is NSNull)
            let year = try await client.post(path, #"{"customer_id": "c0002"}"#).json
            #expect(year["horizon_months"] as? Int == 12 && year["incremental_ltv"] as? Double == 12.5)
        }
    }

    @Test func `where nothing is forecast the answer says why, and nonsense is refused`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1, predicted: true)
        try await withServer(shop) { client in
            let path = "/api/intelligence/predict/ltv"
            let json = try await client.post(path, #"{"customer_id": "c0011"}"#).json
            #expect(json["forecasted_ltv"] is NSNull && json["incremental_ltv"] is NSNull)
            #expect((json["reasons"] as? Object)?["forecasted_ltv"] as? String == "not ordered yet")
            for body in [
                #"{"customer_id": "c0002", "horizon_months": 37}"#, #"{"customer_id": "c0002", "horizon_months": 0}"#,
            ] {
                #expect(try await client.post(path, body).status == 422)
            }
            #expect(try await client.post(path, #"{"customer_id": "x"}"#).status == 404)
        }
        let before = try PublishedShop()
        try await before.publish(1)
        try await withServer(before) { client in
            let json = try await client.post("/api/intelligence/predict/ltv", #"{"customer_id": "c0002"}"#).json
            #expect((json["reasons"] as? Object)?["forecasted_ltv"] is String)
        }
    }

    @Test func `an unknown customer is 404`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        try await withServer(shop) { client in
            let reply = try await client.post("/api/intelligence/analyze", #"{"customer_id": "x"}"#)
            #expect(reply.status == 404 && reply.errorCode == "CUSTOMER_NOT_FOUND")
            for path in ["x", "x/segments", "x/history"] {
                #expect(try await client.get("/api/mcp/customer/\(path)").errorCode == "CUSTOMER_NOT_FOUND")
            }
        }
    }

    @Test func `a customer, its segments and its history`() async throws {
        let shop = try PublishedShop()
        let run = try await shop.publish(2)
        try await withServer(shop) { client in
            let profile = try await client.get("/api/mcp/customer/c0003").json
            #expect(profile["customer_id"] as? String == "c0003" && profile["stage"] as? String == "established")
            let segments = try await client.get("/api/mcp/customer/c0003/segments").json
            #expect((segments["axes"] as? [Object])?.count == Axis.allCases.count)
            let history = try await client.get("/api/mcp/customer/c0003/history").json
            #expect((history["history"] as? [Object])?.isEmpty == true && history["run_id"] as? String == run)
        }
    }

    @Test func `customers are filtered and sorted`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        try await withServer(shop) { client in
            let ids = { (query: String) async throws -> [String] in
                let json = try await client.get("/api/mcp/customers?\(query)").json
                return (json["customers"] as? [Object] ?? []).compactMap { $0["customer_id"] as? String }
            }
            #expect(try await ids("archetype=bbbb&limit=3") == ["c0001", "c0003", "c0005"])
            #expect(try await ids("axis=purchase_value&segment=high_value") == ["c0000", "c0003", "c0006", "c0009"])
            #expect(try await ids("sort=-lifetime_value&limit=3") == ["c0011", "c0010", "c0009"])
            let none = try await ids("archetype=none")
            #expect(none.isEmpty)
        }
    }

    @Test(arguments: ["", "&sort=-lifetime_value", "&sort=lifetime_value", "&archetype=aaaa", "&sort=churn_risk_score"])
    func `a list stays with its run and gives every row once`(query: String) async throws {
        let shop = try PublishedShop()
        let run = try await shop.publish(1, customers: 23)
        try await withServer(shop) { client in
            var (seen, cursor, pages) = ([String](), "", 0)
            repeat {
                let json = try await client.get("/api/mcp/customers?limit=5\(query)\(cursor)").json
                #expect(json["run_id"] as? String == run)
                seen += (json["customers"] as? [Object] ?? []).compactMap { $0["customer_id"] as? String }
                cursor = (json["next_cursor"] as? String).map { "&cursor=\($0)" } ?? ""
                pages += 1
                try await shop.publish(1 + pages, customers: 40)
            } while !cursor.isEmpty && pages < 10
            let expected = query.contains("archetype") ? 12 : 23
            #expect(seen.count == expected && Set(seen).count == expected)
        }
    }

    @Test func `a cursor fits only the question it was given to`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        try await withServer(shop) { client in
            let cursor = try #require(try await client.get("/api/mcp/customers?limit=5").json["next_cursor"] as? String)
            for query in ["sort=lifetime_value", "archetype=aaaa"] {
                let reply = try await client.get("/api/mcp/customers?\(query)&cursor=\(cursor)")
                #expect(reply.status == 422 && reply.errorField == "cursor")
            }
            let last = try await client.get("/api/archetypes?cursor=\(cursor)")
            #expect(last.status == 422)
        }
    }

    @Test func `segments and archetypes`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        try await withServer(shop) { client in
            let all = try await client.get("/api/segments").json
            #expect((all["axes"] as? [Object])?.compactMap { $0["axis"] as? String } == Axis.allCases.map(\.rawValue))
            let axis = try await client.get("/api/segments/purchase_value").json
            #expect((axis["segments"] as? [Object])?.compactMap { $0["order"] as? Int } == [1, 2])
            #expect(try await client.get("/api/segments/nothing").errorCode == "AXIS_NOT_FOUND")
            for path in ["segments/transitions", "mcp/customer/c0001/similar", "analytics/forecast"] {
                #expect(try await client.get("/api/\(path)").errorCode == "ENDPOINT_NOT_FOUND")
            }
            let page = try await client.get("/api/archetypes?limit=1").json
            #expect((page["archetypes"] as? [Object])?.compactMap { $0["id"] as? String } == ["aaaa"])
            let cursor = try #require(page["next_cursor"] as? String)
            let rest = try await client.get("/api/archetypes?limit=1&cursor=\(cursor)").json
            #expect((rest["archetypes"] as? [Object])?.compactMap { $0["id"] as? String } == ["bbbb"])
            #expect(rest["next_cursor"] is NSNull)
            #expect((try await client.get("/api/archetypes?level=2").json["archetypes"] as? [Object])?.count == 0)
            let last = try await client.get("/api/archetypes/cccc")
            #expect(last.errorCode == "ARCHETYPE_NOT_FOUND")
        }
    }

    @Test func `cohorts between two days, money rounded, nothing made up`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        try await withServer(shop) { client in
            let ask = { (end: String) in
                try await client.post(
                    "/api/analytics/cohorts",
                    """
                    {"start_date": "2026-01-31", "end_date": "\(end)", "metric": "revenue", "granularity": "month"}
                    """)
            }
            let json = try await ask("2026-02-01").json
            let cohorts = try #require(json["cohorts"] as? [Object])
            #expect(cohorts.compactMap { $0["cohort"] as? String } == ["2026-01", "2026-02"])
            let periods = try #require(cohorts[0]["periods"] as? [Object])
            #expect(periods.compactMap { $0["value"] as? Double } == [10.13, 5])
            #expect(periods.compactMap { $0["is_complete"] as? Bool } == [true, false])
            let insights = try #require(json["insights"] as? [Object])
            #expect(insights.compactMap { $0["text"] as? String } == ["February stands out."])
            let changes = try #require(json["changes"] as? [Object])
            #expect(changes.compactMap { $0["cause"] as? String } == ["late_data"])
            #expect((changes[0]["revenue"] as? Object)?["after"] as? Double == 12.35)
            let last = try #require(try await ask("2026-03-31").json["cohorts"] as? [Object]).last
            #expect((last?["periods"] as? [Object])?.first?["value"] is NSNull)
            #expect(try await ask("2026-01-30").errorField == "end_date")
            #expect(try await ask("2026-02-30").errorField == "end_date")
            let none = #"{"start_date":"2026-01-01","end_date":"2026-02-01","metric":"x","granularity":"month"}"#
            let unknown = try await client.post("/api/analytics/cohorts", none)
            #expect(unknown.errorField == "metric")
        }
    }

    @Test func `rules, what goes with a product, and what to offer`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        try await withServer(shop) { client in
            func list(_ path: String, _ name: String) async throws -> [Object] {
                let reply = try await client.get(path)
                return try #require(reply.json[name] as? [Object], "\(path): \(reply.json)")
            }
            let base = "/api/analytics/product-affinities"
            #expect(try await list(base, "rules").compactMap { $0["rank"] as? Int } == [1, 2])
            #expect(try await list("\(base)?level=category", "rules").count == 1)
            let sure = try await list("\(base)?min_confidence=0.5", "rules")
            #expect(sure.compactMap { $0["consequent"] as? [String] } == [["cup"]])
            #expect(try await list("\(base)?product=milk", "rules").compactMap { $0["rank"] as? Int } == [2])
            let cursor = try #require(try await client.get("\(base)?limit=1").json["next_cursor"] as? String)
            let next = try await list("\(base)?limit=1&cursor=\(cursor)", "rules")
            #expect(next.compactMap { $0["rank"] as? Int } == [2])
            #expect(try await client.get("\(base)?min_lift=x").errorField == "min_lift")
            #expect(try await list("/api/analytics/cross-sell/tea", "rules").count == 1)
            #expect(try await list("/api/analytics/cross-sell/tea", "sequences").count == 1)
            #expect(try await list("/api/analytics/product-sequences", "sequences").count == 2)
            let offers = try await list("/api/mcp/customer/c0001/cross-sell", "products")
            #expect(offers.compactMap { $0["product_id"] as? String } == ["milk"])
            #expect(try await client.get("/api/mcp/customer/nobody/cross-sell").status == 404)
        }
    }

    @Test func `reports are the files of the published run, and no others`() async throws {
        let shop = try PublishedShop()
        let run = try await shop.publish(1)
        try Data("secret".utf8).write(to: URL(filePath: "\(shop.reports)/secret.json"))
        try await withServer(shop) { client in
            let report = try await client.get("/api/reports/segments")
            #expect(report.text == #"{"header":{"run_id":"\#(run)"},"axes":[]}"#)
            #expect(report.headers["content-type"] == "application/json")
            let list = try await client.get("/api/reports").json["reports"] as? [Object]
            #expect(list?.compactMap { $0["name"] as? String } == ["agents", "segments", "sla"])
            for name in ["cohorts", "secret", "..%2Fsecret", "%2E%2E%2Fsecret", "segments.json", "latest"] {
                #expect(try await client.get("/api/reports/\(name)").errorCode == "REPORT_NOT_FOUND", "\(name)")
            }
            let picture = try await client.get("/api/reports/segments", ["Accept": "image/png"])
            #expect(picture.status == 406 && picture.errorCode == "NOT_ACCEPTABLE")
            let last = try await client.get("/api/reports/segments", ["Accept": "image/png, */*;q=0.1"])
            #expect(last.status == 200)
        }
    }

    @Test func `runs tell what became of them`() async throws {
        let shop = try PublishedShop()
        let first = try await shop.publish(1)
        let second = try await shop.publish(2)
        let admin = try shop.key(.admin)
        try await withServer(shop) { client in
            let list = try await client.get("/api/runs").json
            #expect((list["runs"] as? [Object])?.compactMap { $0["run_id"] as? String } == [second, first])
            #expect(list["run_id"] as? String == second)
            let run = try await client.get("/api/runs/\(first)").json
            #expect(run["state"] as? String == "published" && run["is_current"] as? Bool == false)
            #expect((run["totals"] as? Object)?["customers"] as? Int == 12)
            for id in ["20200101T000000Z", "..", "%20"] {
                #expect(try await client.get("/api/runs/\(id)").errorCode == "RUN_NOT_FOUND", "\(id)")
            }
            let store = try await client.get("/api/admin/store", ["X-API-Key": admin]).json
            #expect(store["run_id"] as? String == second && store["pipeline"] as? String == PublishedShop.pipeline)
        }
    }

    @Test func `metrics count requests by route, and can be switched off`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        try await withServer(shop) { client in
            _ = try await client.get("/api/mcp/customer/c0001")
            _ = try await client.get("/api/mcp/customer/c0002")
            let page = try await client.get("/metrics")
            #expect(page.headers["content-type"]?.hasPrefix("text/plain") == true)
            let route = #"route="GET /api/mcp/customer/{id}""#
            #expect(page.text.contains("quimbi_http_requests_total{\(route),status=\"200\"} 2\n"))
            #expect(page.text.contains("quimbi_http_request_seconds_bucket{\(route),le=\"+Inf\"} 2\n"))
            #expect(page.text.contains("quimbi_published_run_age_seconds "))
            #expect(!page.text.contains("c0001"))
        }
        try await withServer(shop, metrics: false) { client in
            let reply = try await client.get("/metrics")
            #expect(reply.status == 404)
        }
    }

    @Test func `readers through ten publishes see whole runs`() async throws {
        let shop = try PublishedShop()
        let figures = Figures()
        figures.set(try await shop.publish(1), 1)
        try await withServer(shop) { client in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for reader in 0..<3 {
                    group.addTask {
                        var asked = 0
                        while !figures.isDone {
                            let json = try await client.get("/api/mcp/customer/c000\(reader)").json
                            let metrics = try #require(json["behavioral_metrics"] as? Object)
                            let figure = try #require(metrics["avg_order_value"] as? Double)
                            #expect(
                                figures.figure(try #require(json["run_id"] as? String)) ?? Int(figure) == Int(figure))
                            #expect(metrics["total_orders"] as? Int == Int(figure))
                            asked += 1
                        }
                        return asked
                    }
                }
                for figure in 2...11 { figures.set(try await shop.publish(figure, customers: 50), figure) }
                figures.finish()
                for try await asked in group { #expect(asked > 0) }
            }
        }
    }
}

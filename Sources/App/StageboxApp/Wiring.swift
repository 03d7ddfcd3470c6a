import Catalog
import GRDB
import Identity
import NIOCore
import Payments
import StageModel
import Ticketing

/// Who asks whom: the ports of every feature.
enum Wiring {
    static func catalog(_ ticketing: Late<TicketingService>, _ identity: IdentityService) -> CatalogPorts {
        CatalogPorts(
            shows: { typed, limit in
                try await ticketing.value.search(typed, limit: limit, fold: { SearchWords.fold($0) })
            },
            person: { wanted in
                let found = try await identity.listAccounts().first { account in
                    switch wanted {
                    case .account(let id): account.id == id
                    case .mail(let mail): account.mail == mail
                    }
                }
                return found.flatMap { account in
                    account.isBlocked ? nil : KnownPerson(id: account.id, name: account.name, roles: account.roles)
                }
            },
            personName: { db, id in try identity.name(of: id.text, in: db) })
    }

    static func identity(_ ticketing: Late<TicketingService>, _ whereabouts: Whereabouts) -> IdentityPorts {
        IdentityPorts(
            nameBox: { db, name, timeZone, currency, now in
                let store = BoxSettingsStore(db: db)
                let settings = try BoxSettingsRules.changed(
                    try store.load(), name: name, timeZone: timeZone, currency: currency,
                    mayChangeCurrency: try store.hasNoPrices())
                try store.save(settings, at: now)
            },
            boxName: { db in try BoxSettingsStore(db: db).load().name },
            show: { db, id in
                try ticketing.value.pairing(id, in: db).map {
                    PairableShow(title: $0.title, doors: $0.doors, endsAt: $0.endsAt)
                }
            },
            address: { whereabouts.addresses.best })
    }

    static func ticketing(
        catalog: CatalogService, identity: IdentityService, payments: Late<PaymentsService>
    ) -> TicketingPorts {
        TicketingPorts(
            ownOrder: { token in try await payments.value.order(forToken: token) },
            storePicture: { bytes in
                let picture = try await catalog.storePicture(bytes)
                return Picture(cid: picture.cid, accent: picture.accent)
            },
            venue: { db in
                let settings = try BoxSettingsStore(db: db).load()
                return Venue(name: settings.name, timeZone: settings.timeZone, currency: settings.currency)
            },
            actorName: { db, actor in try identity.name(of: actor, in: db) },
            device: { id in try await identity.deviceAnswer(id) })
    }

    static func backupRoutes(_ backups: BackupService, _ identity: IdentityService) -> BackupRoutes {
        BackupRoutes(service: backups) { typed, caller, client in
            try await identity.demandPassword(typed, of: caller, client: client)
        }
    }

    static func payments(
        sellers: [Seller], identity: IdentityService, _ whereabouts: Whereabouts
    ) -> PaymentsPorts {
        PaymentsPorts(
            sellers: sellers, currency: { db in try BoxSettingsStore(db: db).load().currency },
            actorName: { db, actor in try identity.name(of: actor, in: db) },
            address: { whereabouts.addresses.best })
    }
}

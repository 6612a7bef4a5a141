//! What volunteers did, in batches.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use mulin_domain::page::{Page, Slice};
use mulin_domain::service_record::store;
use mulin_entities::{
    CertificateId, PersonId, ServiceRecordId, ShiftSignUpId, certificate, service_record,
};

use crate::graphql::loaders::{Rows, Shared, by_id, grouped};

// Of whomever: the caller asks whether it may be seen.
by_id!(
    ServiceRecordId => service_record::Model,
    |_rows, db, keys| store::records(db, keys),
    |row| (row.id, row)
);
by_id!(
    CertificateId => certificate::Model,
    |_rows, db, keys| store::certificates(db, keys),
    |row| (row.id, row)
);

/// What was certified of a sign-up, as it stands; the caller asks the policy.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct RecordOf(pub ShiftSignUpId);

impl Loader<RecordOf> for Rows {
    type Value = service_record::Model;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[RecordOf],
    ) -> Result<HashMap<RecordOf, service_record::Model>, Shared> {
        let sign_ups = keys.iter().map(|RecordOf(sign_up)| *sign_up);
        let rows = store::of_sign_ups(self.core.db().reader(), sign_ups).await;
        let rows = rows.map_err(Arc::new)?;
        let corrected: HashSet<ServiceRecordId> =
            rows.iter().filter_map(|row| row.corrects).collect();
        let stands = rows.into_iter().filter(|row| !corrected.contains(&row.id));
        Ok(stands.map(|row| (RecordOf(row.sign_up_id), row)).collect())
    }
}

/// The record that stands in the place of another; the caller asks the policy.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CorrectedBy(pub ServiceRecordId);

impl Loader<CorrectedBy> for Rows {
    type Value = service_record::Model;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[CorrectedBy],
    ) -> Result<HashMap<CorrectedBy, service_record::Model>, Shared> {
        let of = keys.iter().map(|CorrectedBy(record)| *record);
        let rows = store::corrections(self.core.db().reader(), of).await;
        let rows = rows.map_err(Arc::new)?.into_iter();
        let row = |row: service_record::Model| Some((CorrectedBy(row.corrects?), row));
        Ok(rows.filter_map(row).collect())
    }
}

/// How many minutes somebody has served; the caller asks the policy.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ServedBy(pub PersonId);

impl Loader<ServedBy> for Rows {
    type Value = i64;
    type Error = Shared;

    async fn load(&self, keys: &[ServedBy]) -> Result<HashMap<ServedBy, i64>, Shared> {
        let people = keys.iter().map(|ServedBy(person)| *person);
        let sums = store::served(self.core.db().reader(), people).await;
        let sums = sums.map_err(Arc::new)?.into_iter();
        Ok(sums
            .map(|(person, minutes)| (ServedBy(person), minutes))
            .collect())
    }
}

macro_rules! pages_of_person {
    ($(#[$doc:meta] $key:ident<$id:ty> => $row:ty, $read:path;)+) => {$(
        #[$doc]
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $key {
            /// Whose.
            pub person: PersonId,
            /// Which part.
            pub page: Page<$id>,
        }

        impl Loader<$key> for Rows {
            type Value = Slice<$row>;
            type Error = Shared;

            async fn load(&self, keys: &[$key]) -> Result<HashMap<$key, Slice<$row>>, Shared> {
                let mut pages = HashMap::new();
                let questions = keys.iter().map(|key| (key.page.clone(), key.person));
                for (page, people) in grouped(questions) {
                    let read = $read(self.core.db().reader(), &people, &page).await;
                    for (person, slice) in read.map_err(Arc::new)? {
                        let page = page.clone();
                        pages.insert($key { person, page }, slice);
                    }
                }
                Ok(pages)
            }
        }
    )+};
}
pages_of_person! {
    /// A page of what somebody did; the caller asks the policy.
    RecordsOfPerson<ServiceRecordId> => service_record::Model, store::of_people;
    /// A page of somebody's certificates; the caller asks the policy.
    CertificatesOfPerson<CertificateId> => certificate::Model, store::certificates_of;
}

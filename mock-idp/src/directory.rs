//! Everybody who can sign in, and how to find them.

use std::collections::HashMap;
use std::sync::Arc;

use crate::{NewPerson, Person, SetupError};

/// All persons, in the order in which they were made.
#[derive(Debug, Default)]
pub(crate) struct Directory {
    persons: Vec<Arc<Person>>,
    by_sub: HashMap<String, Arc<Person>>,
    /// By e-mail address in lower case: nobody means two persons by two spellings of one address.
    by_email: HashMap<String, Arc<Person>>,
}

impl Directory {
    pub(crate) fn add(&mut self, new: NewPerson) -> Result<Arc<Person>, SetupError> {
        let person = Arc::new(new.into_person()?);
        self.check_email(&person)?;
        if self.by_sub.contains_key(&person.sub) {
            return Err(SetupError::Taken {
                member: "sub",
                value: person.sub.clone(),
            });
        }
        self.index(&person);
        self.persons.push(Arc::clone(&person));
        Ok(person)
    }

    /// Puts `changed` in the place of the person with the same `sub`, if there is one.
    pub(crate) fn replace(&mut self, changed: Person) -> Result<Option<Arc<Person>>, SetupError> {
        let changed = Arc::new(changed);
        let mut places = self.persons.iter();
        let Some(place) = places.position(|person| person.sub == changed.sub) else {
            return Ok(None);
        };
        self.check_email(&changed)?;
        self.by_email
            .remove(&self.persons[place].email.to_lowercase());
        self.index(&changed);
        self.persons[place] = Arc::clone(&changed);
        Ok(Some(changed))
    }

    pub(crate) fn remove(&mut self, sub: &str) -> Option<Arc<Person>> {
        let person = self.by_sub.remove(sub)?;
        self.by_email.remove(&person.email.to_lowercase());
        self.persons.retain(|other| other.sub != sub);
        Some(person)
    }

    /// Refuses an e-mail address that somebody else has.
    fn check_email(&self, person: &Person) -> Result<(), SetupError> {
        let owner = self.by_email.get(&person.email.to_lowercase());
        match owner {
            Some(other) if other.sub != person.sub => Err(SetupError::Taken {
                member: "email",
                value: person.email.clone(),
            }),
            _ => Ok(()),
        }
    }

    fn index(&mut self, person: &Arc<Person>) {
        let email = person.email.to_lowercase();
        self.by_email.insert(email, Arc::clone(person));
        self.by_sub.insert(person.sub.clone(), Arc::clone(person));
    }

    /// Everybody, in the order in which they were made.
    pub(crate) fn all(&self) -> &[Arc<Person>] {
        &self.persons
    }

    pub(crate) fn by_sub(&self, sub: &str) -> Option<Arc<Person>> {
        self.by_sub.get(sub).cloned()
    }

    /// Finds somebody by what was typed on the login page: an e-mail address or a `sub`.
    pub(crate) fn find(&self, typed: &str) -> Option<Arc<Person>> {
        let typed = typed.trim();
        self.by_sub(typed)
            .or_else(|| self.by_email.get(&typed.to_lowercase()).cloned())
    }

    /// At most `count` persons, the newest first.
    pub(crate) fn newest(&self, count: usize) -> Vec<Arc<Person>> {
        self.persons.iter().rev().take(count).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory(emails: &[&str]) -> Directory {
        let mut directory = Directory::default();
        for email in emails {
            directory.add(NewPerson::with_email(*email)).expect("valid");
        }
        directory
    }

    #[test]
    fn somebody_is_found_by_email_in_any_case_and_by_sub() {
        let directory = directory(&["Ada@example.test", "bob@example.test"]);
        let ada = directory.find(" ada@EXAMPLE.test ").expect("by e-mail");
        assert_eq!(ada.email, "Ada@example.test");
        assert_eq!(directory.find(&ada.sub), Some(ada));
        assert_eq!(directory.find("eve@example.test"), None);
        assert_eq!(directory.find(""), None);
    }

    #[test]
    fn two_persons_share_neither_email_nor_sub() {
        let mut directory = directory(&["ada@example.test"]);
        let error = directory
            .add(NewPerson::with_email("ADA@example.test"))
            .expect_err("same e-mail");
        assert_eq!(
            error,
            SetupError::Taken {
                member: "email",
                value: "ADA@example.test".into()
            }
        );

        let sub = directory.newest(1)[0].sub.clone();
        let twin = NewPerson {
            sub: Some(sub.clone()),
            ..NewPerson::with_email("bob@example.test")
        };
        assert_eq!(
            directory.add(twin),
            Err(SetupError::Taken {
                member: "sub",
                value: sub
            })
        );
    }

    #[test]
    fn somebody_who_changed_is_found_by_what_they_are_now() {
        let mut directory = directory(&["ada@example.test", "bob@example.test"]);
        let ada = directory.find("ada@example.test").expect("Ada");
        let email = |email: &str| Person {
            email: email.into(),
            ..Person::clone(&ada)
        };
        let taken = directory.replace(email("BOB@example.test"));
        assert!(matches!(
            taken,
            Err(SetupError::Taken {
                member: "email",
                ..
            })
        ));
        directory
            .replace(email("ADA@example.test"))
            .expect("her own")
            .expect("she is there");
        directory
            .replace(email("eve@example.test"))
            .expect("free")
            .expect("she is there");
        assert_eq!(directory.find("ada@example.test"), None);
        let found = directory
            .find("eve@example.test")
            .expect("by her new address");
        assert_eq!(found.sub, ada.sub);
        assert_eq!(directory.all().len(), 2);
    }

    #[test]
    fn somebody_who_is_removed_is_not_found_and_their_names_are_free() {
        let mut directory = directory(&["ada@example.test"]);
        let ada = directory.find("ada@example.test").expect("Ada");
        assert!(directory.remove(&ada.sub).is_some());
        assert!(directory.remove(&ada.sub).is_none());
        assert_eq!((directory.find(&ada.sub), directory.all().len()), (None, 0));
        assert_eq!(directory.replace(Person::clone(&ada)), Ok(None));
        directory
            .add(NewPerson::with_email("ada@example.test"))
            .expect("free");
    }

    #[test]
    fn the_newest_come_first() {
        let directory = directory(&["a@example.test", "b@example.test", "c@example.test"]);
        let emails: Vec<_> = directory
            .newest(2)
            .iter()
            .map(|person| person.email.clone())
            .collect();
        assert_eq!(emails, ["c@example.test", "b@example.test"]);
    }
}

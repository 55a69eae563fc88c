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
        let email = person.email.to_lowercase();
        if self.by_email.contains_key(&email) {
            return Err(SetupError::Taken {
                member: "email",
                value: person.email.clone(),
            });
        }
        if self.by_sub.contains_key(&person.sub) {
            return Err(SetupError::Taken {
                member: "sub",
                value: person.sub.clone(),
            });
        }
        self.by_email.insert(email, Arc::clone(&person));
        self.by_sub.insert(person.sub.clone(), Arc::clone(&person));
        self.persons.push(Arc::clone(&person));
        Ok(person)
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

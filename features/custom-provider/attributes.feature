@needs-instance-settings
Feature: From claims to attributes

  @CP-06
  Rule: Attributes come from the claims that they are mapped to

    Scenario Outline: The <attribute> comes from <claim>
      Given attributes come from these claims:
        | attribute   | claim   |
        | <attribute> | <claim> |
      And a newcomer with the claims:
        | <told> | <value> |
      When they sign in with the provider
      Then they have a session
      And the attributes of their account are:
        | <attribute> | <becomes> |

      Examples:
        | attribute  | claim                    | told                     | value                      | becomes               |
        | user_id    | oid                      | oid                      | {own}                      | {own}                 |
        | first_name | nick                     | nick                     | Ann                        | Ann                   |
        | last_name  | https://acme.test/family | https://acme.test/family | Lee                        | Lee                   |
        | username   | login                    | login                    | {own}                      | {own}                 |
        | avatar_url | photo                    | photo                    | http://localhost/photo.png | http://localhost/photo.png |

    Scenario Outline: The <attribute> comes from inside another claim
      Given attributes come from these claims:
        | attribute   | claim   |
        | <attribute> | <claim> |
      And a newcomer with the claims:
        | profile | <profile> |
      When they sign in with the provider
      Then they have a session
      And the attributes of their account are:
        | <attribute> | <becomes> |

      Examples:
        | attribute  | claim           | profile                   | becomes |
        | first_name | profile.given   | {"given": "Ann"}          | Ann     |
        | last_name  | profile.names.1 | {"names": ["Ann", "Lee"]} | Lee     |

    Scenario: The email address, and whether it is verified
      Given attributes come from these claims:
        | attribute              | claim         |
        | email_address          | mail          |
        | email_address_verified | mail_verified |
      And a newcomer with the claims:
        | mail          | {own}@work.example.com |
        | mail_verified | true                   |
      When they sign in with the provider
      Then they are on the protected page
      And the attributes of their account are:
        | email_address          | {own}@work.example.com |
        | email_address_verified | true                   |

    Scenario: Nobody says who it is
      Given attributes come from these claims:
        | attribute | claim |
        | user_id   | oid   |
      And a newcomer at the identity provider
      When they sign in with the provider
      Then they are on the page for when nothing applies
      And the page tells them what happened
      And they have no session
      And they have no account

  @CP-07
  Rule: A default stands in for a claim that is missing, and for no other

    Scenario: Whether the email address is verified
      Given attributes come from these claims:
        | attribute              | claim          | default |
        | email_address_verified | email_verified | true    |
      And a newcomer with the claims:
        | email_verified | nothing |
      When they sign in with the provider
      Then they are on the protected page
      And the attributes of their account are:
        | email_address_verified | true |

    Scenario: The provider says that the email address is not verified
      Given attributes come from these claims:
        | attribute              | claim          | default |
        | email_address_verified | email_verified | true    |
      And a newcomer with the claims:
        | email_verified | false |
      When they sign in with the provider
      Then they are on the sign-up page
      And they are asked for a code
      And they have no account with a verified email address

    Scenario Outline: A first name that <what>
      Given attributes come from these claims:
        | attribute  | claim | default |
        | first_name | nick  | Friend  |
      And a newcomer with the claims:
        | nick | <told> |
      When they sign in with the provider
      Then they have a session
      And the attributes of their account are:
        | first_name | <becomes> |

      Examples:
        | what        | told    | becomes |
        | is missing  | nothing | Friend  |
        | is told     | Ann     | Ann     |

  @CP-08
  Rule: An attribute that is mapped to nothing stays unset

    Scenario Outline: The <attribute>
      Given attributes come from these claims:
        | attribute   | claim   |
        | <attribute> | nothing |
      And a newcomer with the claims:
        | <claim> | <value> |
      When they sign in with the provider
      Then they have a session
      And the attributes of their account are:
        | <attribute> | nothing |

      Examples:
        | attribute  | claim              | value                      |
        | first_name | given_name         | Ann                        |
        | last_name  | family_name        | Lee                        |
        | username   | preferred_username | {own}                      |
        | avatar_url | picture            | http://localhost/photo.png |

    Scenario: Whether the email address is verified, mapped to nothing
      Given attributes come from these claims:
        | attribute              | claim   |
        | email_address_verified | nothing |
      And a newcomer at the identity provider
      When they sign in with the provider
      Then they are on the sign-up page
      And they are asked for a code
      And they have no account with a verified email address

    Scenario: The email address
      Given attributes come from these claims:
        | attribute     | claim   |
        | email_address | nothing |
      And a newcomer at the identity provider
      When they sign in with the provider
      Then they are on the sign-up page
      And the form asks for "email_address"
      And they have no account

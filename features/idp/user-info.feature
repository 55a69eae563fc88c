@needs-openid-provider
Feature: What the user info endpoint tells

  Background:
    Given an application
    And somebody who can sign in at the provider

  # oidcc-userinfo-get, -userinfo-post-header
  @IDP-06
  Rule: It tells of the person of the token

    Scenario Outline: Asked <how>
      Given they have signed in at the application
      And the application has exchanged the code
      When the application reads the user info <how>
      Then the user info keeps to its specification

      Examples:
        | how     |
        | by GET  |
        | by POST |

  # oidcc-userinfo-post-body
  @IDP-06 @IDP-18
  Rule: The token may also be in a form

    Scenario: Asked with a form
      Given they have signed in at the application
      And the application has exchanged the code
      When the application reads the user info by POST with the token in the form
      Then the user info keeps to its specification

  # oidcc-scope-profile, -scope-email, -scope-all
  @IDP-06
  Rule: It tells what was asked for, and no more

    Scenario: Nothing but who they are
      Given they have signed in at the application with:
        | scope | openid |
      And the application has exchanged the code
      When the application reads the user info
      Then the user info says:
        | sub               | present |
        | email             | absent  |
        | email_verified    | absent  |
        | name              | absent  |
        | given_name        | absent  |
        | family_name       | absent  |
        | public_metadata   | absent  |
        | private_metadata  | absent  |

    @needs-oauth-applications
    Scenario: The user ID is there in any case
      Given they have signed in at the application with:
        | scope | openid |
      And the application has exchanged the code
      When the application reads the user info
      Then the user info says:
        | sub     | their user ID |
        | user_id | their user ID |

    @needs-oauth-applications
    Scenario: The email address
      Given they have signed in at the application with:
        | scope | openid email |
      And the application has exchanged the code
      When the application reads the user info
      Then the user info says:
        | email          | their email |
        | email_verified | true        |
        | name           | absent      |

    @needs-oauth-applications
    Scenario: The name
      Given they have signed in at the application with:
        | scope | openid profile |
      And the application has exchanged the code
      When the application reads the user info
      Then the user info says:
        | given_name  | Robin     |
        | family_name | Doe       |
        | name        | Robin Doe |
        | email       | absent    |

    @needs-oauth-applications
    Scenario Outline: The <metadata>
      Given they have signed in at the application with:
        | scope | openid <metadata> |
      And the application has exchanged the code
      When the application reads the user info
      Then the user info says:
        | sub        | their user ID |
        | <metadata> | present |
        | <other>    | absent  |

      Examples:
        | metadata         | other            |
        | public_metadata  | private_metadata |
        | private_metadata | public_metadata  |

  @IDP-06 @IDP-14
  Rule: Without a good token it tells nothing

    Scenario Outline: Asked <how>
      Given they have signed in at the application
      And the application has exchanged the code
      When the application reads the user info <how>
      Then the application is asked for a good token

      Examples:
        | how                    |
        | without a token        |
        | with a tampered token  |
        | with a token of nobody |

    @needs-instance-settings @needs-clock
    Scenario: With a token that has expired
      Given they have signed in at the application
      And the application has exchanged the code
      When 2 days pass at the provider
      And the application reads the user info
      Then the application is asked for a good token

  @IDP-06 @IDP-07 @needs-oauth-applications @needs-instance-settings
  Rule: The organization is told only where there is one that may be told

    Background:
      Given new sessions have the task "choose-organization"
      And they have signed in with the provider and chosen an organization

    Scenario: It was asked for, and they have one
      Given they have signed in at the application with:
        | scope | openid user:org:read |
      And the application has exchanged the code
      When the application reads the user info
      Then the user info says:
        | sub      | their user ID |
        | org_id   | present |
        | org_name | present |
        | org_slug | present |

    Scenario: It was not asked for
      Given they have signed in at the application with:
        | scope | openid |
      And the application has exchanged the code
      When the application reads the user info
      Then the user info says:
        | sub      | their user ID |
        | org_id   | absent |
        | org_name | absent |
        | org_slug | absent |

    Scenario: The instance has no organizations any more
      Given the instance has no organizations
      And they have signed in at the application with:
        | scope | openid user:org:read |
      And the application has exchanged the code
      When the application reads the user info
      Then the user info says:
        | sub      | their user ID |
        | org_id   | absent |
        | org_name | absent |
        | org_slug | absent |

  @IDP-06 @IDP-07 @needs-oauth-applications
  Rule: Who has no organization has none to tell

    Scenario: It was asked for
      Given they have signed in at the application with:
        | scope | openid user:org:read |
      And the application has exchanged the code
      When the application reads the user info
      Then the user info says:
        | sub      | their user ID |
        | org_id   | absent |
        | org_name | absent |
        | org_slug | absent |
